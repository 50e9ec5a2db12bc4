import type { ConnectionTrouble } from '../domain/connection-trouble.ts';
import { type ConnectorError } from './errors.ts';

/** The same in both languages of the pages. */
export interface Words {
  zh: string;
  en: string;
}

/** One thing that a person copies from the platform's console. */
export interface SetupField {
  /** Its place in the connector's configuration, `client_id` or `return_to.name`; where it can, the platform's own name. */
  name: string;
  label: Words;
  /** Shown as dots, sealed, and never given out again but for its last characters. */
  secret: boolean;
  required: boolean;
  /** Where in the console it stands, by the names that are written there. */
  where: Words;
  example: string;
  /** A regular expression for the whole value; the connector's own schema has the last word. */
  pattern: string;
  /** The values that it may have; the first is meant where nothing is chosen. */
  choices?: { value: string; label: Words }[];
  /** Asked for only where another field has this value. */
  when?: { field: string; is: string };
}

/** An address of ours that is pasted into the console. */
export interface SetupCallback {
  /** One of the connector's `pushKinds`; null is the one address for all. */
  kind: string | null;
  label: Words;
}

/** How a merchant connects a platform, as data: pages render it and know no platform. */
export interface ConnectionSetup {
  console: { name: Words; url: string };
  /** What has to be done over there before anything can be copied. */
  before: readonly Words[];
  fields: readonly SetupField[];
  callbacks: { where: Words; addresses: readonly SetupCallback[] };
  /** The code by which the platform calls a shop. */
  shop: Pick<SetupField, 'label' | 'where' | 'example' | 'pattern'>;
  /** The platform's own address; a connection of a real shop calls nothing else. */
  baseUrl: string;
  /** True where calls always carry a token that the platform gives out for the credentials. */
  usesTokens: boolean;
}

/** What a connector tells about being connected. `Access` is where and as whom it calls out. */
export interface Connectable<Access> {
  /** How a merchant connects it. */
  setup: ConnectionSetup;
  /**
   * Asks the platform something harmless with the credentials themselves, not only with a token they once gave, and as this shop.
   * @returns the shop's name there, where a call tells it. @throws ConnectorError
   */
  checkAccess(access: Access, signal: AbortSignal): Promise<{ shopName: string | null }>;
  /** What a failed call says about the connection. */
  troubleOf(error: ConnectorError): ConnectionTrouble;
  /** The shops of the account, where a call lists them; else people type the code. @throws ConnectorError */
  listShops?(
    access: Omit<Access, 'platformShopId'>,
    signal: AbortSignal,
  ): Promise<{ platformShopId: string; name: string }[]>;
}

/** Characters of a secret that are shown so that people can tell two apart. */
const SHOWN_END = 4;

/** Puts values that people typed into their places. An empty text takes a value away. */
export function applyFields(
  config: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const changed = structuredClone(config) as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) {
    const [outer = '', inner] = name.split('.');
    if (inner === undefined) put(changed, outer, value);
    else {
      const group = { ...(changed[outer] as Record<string, unknown> | undefined) };
      put(group, inner, value);
      if (Object.keys(group).length > 0) changed[outer] = group;
      else Reflect.deleteProperty(changed, outer);
    }
  }
  return changed;
}

function put(record: Record<string, unknown>, name: string, value: string): void {
  const trimmed = value.trim();
  if (trimmed === '') Reflect.deleteProperty(record, name);
  else record[name] = trimmed;
}

/** The value of a field in a configuration. */
export function fieldValue(config: unknown, name: string): string | null {
  let value = config;
  for (const part of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  return typeof value === 'string' ? value : null;
}

/** The last characters of a secret; nothing of one that is so short that they would be half of it. */
export function secretEnd(value: string): string {
  return value.length >= 2 * SHOWN_END ? value.slice(-SHOWN_END) : '';
}

/** Names of fields whose value does not fit; a field that the setup does not have is one of them. */
export function wrongFields(setup: ConnectionSetup, values: Readonly<Record<string, string>>, all: boolean): string[] {
  const known = new Map(setup.fields.map((field) => [field.name, field]));
  const wrong = Object.entries(values).flatMap(([name, value]) => {
    const field = known.get(name);
    if (!field) return [name];
    const text = value.trim();
    if (text === '') return field.required ? [name] : [];
    return new RegExp(`^(?:${field.pattern})$`).test(text) ? [] : [name];
  });
  const missing = all ? setup.fields.filter(({ name, required }) => required && !(name in values)) : [];
  return [...wrong, ...missing.map(({ name }) => name)];
}

/** What a failed call says about the connection where its platform's own codes say nothing more. */
export function troubleByKind({ kind }: ConnectorError): ConnectionTrouble {
  switch (kind) {
    case 'unavailable':
    case 'outcome-unknown':
      return 'unreachable';
    case 'rate-limited':
      return 'too_many_calls';
    case 'unauthorized':
      return 'not_authorized';
    case 'invalid-signature':
    case 'malformed':
    case 'rejected':
      return 'refused';
  }
}
