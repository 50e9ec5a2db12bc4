import { parse, stringify } from 'lossless-json';
import { z } from 'zod';
import { MalformedError } from '../domain/errors.ts';

/**
 * Reads JSON with every number as its text: ids above 2^53 stay exact and "35.50" is not re-formatted.
 * @throws MalformedError for anything that is not JSON, too deep or repeats a key.
 */
export function readJson(text: string): unknown {
  try {
    return parse(text, undefined, (number) => number);
  } catch (error) {
    throw new MalformedError(`not JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}`);
  }
}

/**
 * The entries of a list inside an answer, each as JSON text of its own with every number as it was written.
 * @param listIn where the list stands. @throws MalformedError when there is none.
 */
export function rowTexts(text: string, listIn: (answer: unknown) => unknown): string[] {
  let list: unknown;
  try {
    list = listIn(parse(text));
  } catch {
    throw new MalformedError('not JSON');
  }
  if (!Array.isArray(list)) throw new MalformedError('the answer holds no list');
  return list.map((row) => stringify(row) ?? 'null');
}

/** Parses with a wire schema. @throws MalformedError naming the first wrong field. */
export function parseWire<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new MalformedError(`${what}: ${issue?.path.join('.') || 'value'}: ${issue?.message ?? 'wrong'}`);
}

/** A JSON text inside a form or inside JSON, or the value itself where a gateway has unpacked it already. */
export const packed = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value !== '' ? readJson(value) : value === '' ? undefined : value),
    schema,
  );

/** Words of people. No database holds a NUL or half a character, and neither is worth losing an order. */
export const text = z
  .string()
  .max(20_000)
  .transform((words) => Buffer.from(words.replaceAll('\0', ''), 'utf8').toString('utf8'));
/** Platforms write "nothing" as an absent field, null or an empty text. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());
