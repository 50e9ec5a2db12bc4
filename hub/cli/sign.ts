import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { PushRequest, SalesChannel } from '../../connectors/contract.ts';
import type { SignatureExplanation } from '../../connectors/signature-explanation.ts';
import { atAddress, type RawRequest, readRequest } from './read-request.ts';
import { describeSignature, signatureJson } from './signature-text.ts';

interface SignOptions {
  credential: string[];
  url?: string;
  method?: string;
  param: string[];
  header: string[];
  body?: string;
  at?: string;
  showSecret?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ jiedan sign PLATFORM -c app_id=1001 -c secret=@secret.txt --url https://platform.example/api/v1/order/confirm --param order_id=1
  $ jiedan verify PLATFORM -c app_id=1001 -c secret=@secret.txt request.txt
  $ pbpaste | jiedan verify PLATFORM -c client_id=… -c client_secret=@secret.txt --url https://hub.example.com/webhooks/…`;

/** Adds `sign` and `verify`: a signature taken apart, because that is where integrators lose days. */
export function registerSignCommands(program: Command): void {
  for (const [name, description] of [
    ['sign', 'show step by step how a request is signed'],
    ['verify', 'show step by step whether a signature is right, and where it differs (exit status 1)'],
  ] as const)
    program
      .command(name)
      .description(description)
      .argument('<platform>')
      .argument('[file]', 'a curl command, the text of an HTTP request or an address; - is standard input')
      .option(
        '-c, --credential <name=value>',
        'of the connection, as the platform calls it; =@FILE reads a file',
        collect,
        [],
      )
      .option('--url <url>', 'the address as registered, where the text does not say it or a proxy has changed it')
      .option('--method <method>')
      .option('--param <name=value>', 'one more parameter of the query, not yet encoded', collect, [])
      .option('--header <name: value>', 'one more header', collect, [])
      .option('--body <text>', 'the body; @FILE reads a file')
      .addOption(new Option('--at <time>', 'when it came, for checks of the time (ISO 8601)').default(undefined, 'now'))
      .option('--show-secret', 'do not mask the secret in the text to sign')
      .option('--json', 'for programs')
      .addHelpText('after', EXAMPLES)
      .action((platform: string, file: string | undefined, options: SignOptions) => run(name, platform, file, options));
}

async function run(
  name: 'sign' | 'verify',
  platform: string,
  file: string | undefined,
  options: SignOptions,
): Promise<void> {
  const channel = await channelThatSigns(platform);
  const raw = await rawRequest(file, options);
  const config = channel.parseConfig({
    baseUrl: raw.address || 'http://localhost',
    ...credentials(options.credential),
  });
  const explained = channel.explainSignature(pushRequest(raw, options), config);
  const asked = name === 'sign' ? explained : explained.filter(({ given }) => given !== null);
  if (asked.length === 0) throw new Error(`the request carries no signature; ${goesInto(explained)}`);
  const showSecret = options.showSecret === true;
  const text = options.json
    ? `${JSON.stringify({ notes: raw.notes, signatures: asked.map((one) => signatureJson(one, showSecret)) }, null, 2)}\n`
    : [...raw.notes.map((note) => `note: ${note}`), ...asked.map((one) => describeSignature(one, showSecret))].join(
        '\n',
      );
  process.stdout.write(text);
  if (name === 'verify' && asked.some(({ matches, problems }) => !matches || problems.length > 0)) process.exitCode = 1;
}

type SigningChannel = SalesChannel & Required<Pick<SalesChannel, 'explainSignature'>>;

async function channelThatSigns(platform: string): Promise<SigningChannel> {
  const { outsideChannels, findChannel } = await import('../../connectors/registry.ts');
  const names = outsideChannels().map((channel) => channel.platform);
  const channel = findChannel(platform);
  if (!channel) throw new Error(`no platform is called ${platform}; there are: ${names.join(', ')}`);
  if (!channel.explainSignature) throw new Error(`${channel.names.en} signs nothing`);
  return channel as SigningChannel;
}

async function rawRequest(file: string | undefined, options: SignOptions): Promise<RawRequest> {
  const text =
    file === '-' || (file === undefined && !options.url) ? await standardInput() : file && readFileSync(file, 'utf8');
  const raw = text
    ? readRequest(text)
    : atAddress(options.url ?? '', options.method ?? (options.body ? 'POST' : 'GET'));
  const given = options.url ? atAddress(options.url, raw.method) : null;
  const added = options.param
    .map((pair) => splitPair(pair))
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const query = [text ? raw.query : (given?.query ?? raw.query), ...added].filter((part) => part !== '').join('&');
  const headers = options.header.map((line) => line.split(/:\s*(.*)/s, 2));
  return {
    ...raw,
    method: options.method ?? raw.method,
    address: given?.address ?? raw.address,
    query,
    headers: {
      ...raw.headers,
      ...Object.fromEntries(headers.map(([key = '', value = '']) => [key.toLowerCase(), value])),
    },
    body: options.body === undefined ? raw.body : Buffer.from(fromFile(options.body)),
    notes: given ? [] : raw.notes,
  };
}

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY) throw new Error('name a file, pipe a request in, or give --url');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function pushRequest(raw: RawRequest, { at }: SignOptions): PushRequest {
  const receivedAt = at === undefined ? new Date() : new Date(at);
  if (Number.isNaN(receivedAt.getTime()))
    throw new Error(`--at ${String(at)} is no time, for example 2026-03-01T10:20:30+08:00`);
  return {
    method: raw.method === 'GET' ? 'GET' : 'POST',
    registeredUrl: raw.address,
    kind: null,
    query: raw.query,
    contentType: raw.headers['content-type'] ?? null,
    headers: raw.headers,
    body: raw.body,
    receivedAt,
  };
}

/** A file's last newline belongs to the editor. */
function fromFile(text: string): string {
  return text.startsWith('@') ? readFileSync(text.slice(1), 'utf8').replace(/\r?\n$/, '') : text;
}

function credentials(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => splitPair(pair)).map(([name, value]) => [name, fromFile(value)]));
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`${pair.slice(0, 20)} is not of the form name=value`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function goesInto(explained: readonly SignatureExplanation[]): string {
  return `it belongs into ${explained.map((one) => one.goesInto).join(' or ')}`;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
