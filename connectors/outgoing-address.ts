import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why an address is not called. */
export type AddressFault =
  'not_a_url' | 'scheme' | 'credentials' | 'port' | 'local_name' | 'private_address' | 'no_address';

const EXPLANATIONS: Record<AddressFault, string> = {
  not_a_url: 'this is no URL',
  scheme: 'only http and https are called',
  credentials: 'user name and password have no place in a URL',
  port: 'only the ports 80, 443, 8080 and 8443 are called',
  local_name: 'this name belongs to a local network',
  private_address: 'this address is not on the public internet',
  no_address: 'this name has no address',
};

/** An address that people typed in and that the hub will not call. */
export class AddressError extends Error {
  override name = 'AddressError';
  constructor(readonly fault: AddressFault) {
    super(EXPLANATIONS[fault]);
  }
}

const PORTS = new Set(['', '80', '443', '8080', '8443']);
const LOCAL_NAME = /^[^.]+$|(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa)$/;
const URL_LENGTH_MAX = 2_000;
const RESOLVE_MS = 5_000;
/** Public by its number, but answered by the cloud that we may run in. */
const CLOUD_INSIDE = new Set(['168.63.129.16']);
/** All public IPv6 space; what lies outside is not assigned, or leads to another address (mapped, NAT64, …). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

export interface OutgoingGuardOptions {
  /** Hosts by name or number that may be called whatever they resolve to, at any port: `localhost`, `10.0.0.5`, `erp.corp`. */
  allowedHosts?: readonly string[];
  /** `address` or `address:port` of name servers to ask instead of the system's, which know names of the inside. */
  dnsServers?: readonly string[];
}

/**
 * The one judge of addresses that people type in. A name is resolved once, all its addresses are judged, and the connection is made to
 * exactly these (`lookup`): a name that changes between check and call gains nothing. Redirects are the caller's to refuse.
 */
export class OutgoingGuard {
  private readonly allowed: ReadonlySet<string>;
  private readonly resolver: Resolver | undefined;

  constructor({ allowedHosts = [], dnsServers = [] }: OutgoingGuardOptions = {}) {
    this.allowed = new Set(allowedHosts.map((host) => bare(host.toLowerCase())));
    if (dnsServers.length > 0) {
      this.resolver = new Resolver({ timeout: RESOLVE_MS / 2, tries: 2 });
      this.resolver.setServers(dnsServers);
    }
  }

  /** What can be said without asking a name server. @throws AddressError. */
  checkUrl(text: string): URL {
    // The parser of browsers: it also turns 2130706433, 0x7f.1 and 017700000001 into 127.0.0.1 before they are judged.
    const url = text.length <= URL_LENGTH_MAX && URL.canParse(text) ? new URL(text) : undefined;
    if (!url) throw new AddressError('not_a_url');
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new AddressError('scheme');
    if (url.username !== '' || url.password !== '') throw new AddressError('credentials');
    const host = hostOf(url);
    if (this.allowed.has(host)) return url;
    if (!PORTS.has(url.port)) throw new AddressError('port');
    if (ipaddr.isValid(host)) mustBePublic(host);
    else if (LOCAL_NAME.test(host)) throw new AddressError('local_name');
    return url;
  }

  /**
   * Everything, and the addresses to connect to.
   * @returns what to hand to `http.request` as `lookup`; it answers what was judged here, whoever asks later.
   * @throws AddressError.
   */
  async pin(text: string): Promise<{ url: URL; lookup: LookupFunction }> {
    const url = this.checkUrl(text);
    const host = hostOf(url);
    const addresses = ipaddr.isValid(host) ? [host] : await this.resolve(host);
    if (addresses.length === 0) throw new AddressError('no_address');
    // One bad address among good ones is bad intent, or a mistake that would strike now and then.
    if (!this.allowed.has(host)) addresses.forEach(mustBePublic);
    const pinned = addresses.map((address) => ({ address, family: ipaddr.parse(address).kind() === 'ipv6' ? 6 : 4 }));
    const lookup: LookupFunction = (_, options, answer) => {
      const [first = { address: '', family: 4 }] = pinned;
      if (options.all) answer(null, pinned);
      else answer(null, first.address, first.family);
    };
    return { url, lookup };
  }

  private async resolve(host: string): Promise<string[]> {
    const { resolver } = this;
    if (!resolver) {
      const found = await within(RESOLVE_MS, systemLookup(host, { all: true })).catch(() => []);
      return found.map(({ address }) => address);
    }
    const none = () => [] as string[];
    const both = await Promise.all([resolver.resolve4(host).catch(none), resolver.resolve6(host).catch(none)]);
    return both.flat();
  }
}

function hostOf(url: URL): string {
  return bare(url.hostname.toLowerCase());
}

/** Without the brackets of IPv6 and the dot at the end that means the same name. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** @throws AddressError for everything but a plain address of the public internet. */
function mustBePublic(text: string): void {
  const address = ipaddr.parse(text);
  const isPublic =
    address.range() === 'unicast' &&
    !CLOUD_INSIDE.has(address.toString()) &&
    (!(address instanceof ipaddr.IPv6) || address.match(GLOBAL_IPV6));
  if (!isPublic) throw new AddressError('private_address');
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
