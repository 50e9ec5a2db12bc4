import { isUtf8 } from 'node:buffer';
import { ConnectorError } from '../errors.ts';
import type { Params } from './signing.ts';

/** A push has some forty fields; hundreds are somebody trying something. */
const FIELDS_MAX = 300;

/** How often the values of a push were URL-encoded. Meituan says twice; once has been seen and is accepted, too. */
export type Encoding = 'double' | 'single';

/**
 * The fields of a push. Nearly all of them are only signed over, so they stay bytes in one buffer, sorted by key as the signature
 * wants them; to make strings of all costs twice as much as everything else that is done before the ack.
 */
export class Form {
  /** @param fields sorted by key; each key once. */
  constructor(
    private readonly bytes: Buffer,
    private readonly fields: readonly Field[],
  ) {}

  get(key: string): string | undefined {
    for (const field of this.fields) if (field.key === key) return this.bytes.toString('utf8', field.start, field.end);
    return undefined;
  }

  has(key: string): boolean {
    return this.fields.some((field) => field.key === key);
  }

  params(): Params {
    const params = Object.create(null) as Record<string, string>;
    for (const { key, start, end } of this.fields) params[key] = this.bytes.toString('utf8', start, end);
    return params;
  }

  /** The bytes of `head`, of `key=value` for each field whose key is not in `without`, with one byte between them, and of `tail`. */
  join(head: string, without: ReadonlySet<string>, between: number, tail: string): Buffer {
    const { bytes } = this;
    const joined = Buffer.allocUnsafe((head.length + tail.length) * 3 + bytes.length);
    const headEnd = joined.write(head);
    let end = headEnd;
    for (const { key, keyStart, end: fieldEnd } of this.fields) {
      if (without.has(key)) continue;
      if (end > headEnd) joined[end++] = between;
      // A key and its value lie side by side.
      end += bytes.copy(joined, end, keyStart, fieldEnd);
    }
    end += joined.write(tail, end);
    return joined.subarray(0, end);
  }
}

interface Field {
  key: string;
  keyStart: number;
  start: number;
  end: number;
}

/**
 * Reads query and body as one set of fields: keys decoded once, values as often as `encoding` says.
 * @returns null when a value cannot have been encoded twice.
 * @throws ConnectorError `malformed` on a repeated key, too many fields, broken percent signs or bytes that are no text.
 */
export function readForm(query: string, body: Uint8Array, encoding: Encoding): Form | null {
  const twice = encoding === 'double';
  const form = new FormReader(query.length + body.length);
  if (query !== '') form.read(Buffer.from(query, 'latin1'), twice);
  form.read(body, twice);
  return form.finish(twice);
}

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const PLUS = 0x2b;
const EQUALS = 0x3d;
const SPACE = 0x20;

/** No byte of two digits reaches this. */
const NO_DIGIT = 0x100;

/** What a byte is worth as a hexadecimal digit. */
const DIGITS = Uint16Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? NO_DIGIT : value;
});

class FormReader {
  private readonly out: Buffer;
  private length = 0;
  private readonly fields: Field[] = [];
  private encodedTwice = true;

  /** Decoding only ever makes shorter; each field may bring an equals sign and a divider of its own. */
  constructor(bytes: number) {
    this.out = Buffer.allocUnsafe(bytes + 2 * FIELDS_MAX);
  }

  read(text: Uint8Array, twice: boolean): void {
    for (let at = 0; at < text.length;) {
      const next = text.indexOf(AMPERSAND, at);
      const end = next < 0 ? text.length : next;
      if (end > at) this.readField(text, at, end, twice);
      at = end + 1;
    }
  }

  finish(twice: boolean): Form | null {
    const bytes = this.out.subarray(0, this.length);
    const isText = isUtf8(bytes);
    if (!isText && !twice) throw notEncoded();
    if (!isText || !this.encodedTwice) return null;
    return new Form(bytes, sortedOnce(bytes, this.fields));
  }

  private readField(text: Uint8Array, from: number, to: number, twice: boolean): void {
    if (this.fields.length === FIELDS_MAX) throw new ConnectorError('malformed', `more than ${FIELDS_MAX} parameters`);
    const { out, length: keyStart } = this;
    const found = text.indexOf(EQUALS, from);
    const equals = found < 0 || found > to ? to : found;
    const keyEnd = decode(text, from, equals, out, keyStart);
    const start = keyEnd + 1;
    const once = decode(text, equals + 1, to, out, start);
    if (keyEnd < 0 || once < 0) throw notEncoded();
    const end = twice ? decode(out, start, once, out, start) : once;
    this.encodedTwice &&= end >= 0;
    this.fields.push({ key: out.toString('utf8', keyStart, keyEnd), keyStart, start, end });
    out[keyEnd] = EQUALS;
    // Two halves of one character in two fields must not pass for text.
    out[Math.max(end, start)] = AMPERSAND;
    this.length = Math.max(end, start) + 1;
  }
}

/**
 * Writes what is left of a text between two places after one decoding; a plus sign is a space. Source and target may be one buffer.
 * @returns the place after the last byte written, or -1 for a broken percent sign.
 */
function decode(source: Uint8Array, from: number, to: number, target: Uint8Array, start: number): number {
  let length = start;
  for (let at = from; at < to; at += 1) {
    let byte = source[at] as number;
    if (byte === PLUS) byte = SPACE;
    else if (byte === PERCENT) {
      if (at + 2 >= to) return -1;
      byte = ((DIGITS[source[at + 1] as number] as number) << 4) | (DIGITS[source[at + 2] as number] as number);
      if (byte > 0xff) return -1;
      at += 2;
    }
    target[length] = byte;
    length += 1;
  }
  return length;
}

function notEncoded(): ConnectorError {
  return new ConnectorError('malformed', 'a parameter is not URL-encoded');
}

/** The system parameters may stand in both query and body; anything else twice would let two readers see two orders. */
function sortedOnce(bytes: Buffer, fields: Field[]): Field[] {
  fields.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  let repeats = false;
  for (let index = 1; index < fields.length; index += 1) {
    const [one, other] = [fields[index - 1], fields[index]];
    if (!one || one.key !== other?.key) continue;
    if (bytes.compare(bytes, one.start, one.end, other.start, other.end) !== 0)
      throw new ConnectorError('malformed', `parameter ${one.key.slice(0, 40)} is repeated`);
    repeats = true;
  }
  return repeats ? fields.filter(({ key }, index) => key !== fields[index - 1]?.key) : fields;
}
