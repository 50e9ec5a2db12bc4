import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { ConnectorError } from '../errors.ts';
import type { RemoteAnswer } from '../http.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { type Asked, failure } from './error-codes.ts';
import { envelope, isRecord } from './wire.ts';

export interface Answer {
  fields: Readonly<Record<string, unknown>>;
  /** As it came: stored before it is read. */
  text: string;
}

/**
 * Errors come with HTTP 200 (protocol notes, head). A command is done only where the answer says so by `errcode` 0; a question may be
 * answered without one.
 */
export function readAnswer(asked: Asked, { text, status }: RemoteAnswer): Answer {
  let fields: unknown;
  let told: z.infer<typeof envelope>;
  try {
    fields = readJson(text);
    told = parseWire(envelope, fields, asked.name);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw noAnswer(asked, status);
  }
  const { errcode, errmsg } = told;
  if (errcode !== undefined && Number(errcode) !== 0) throw failure(asked, errcode, errmsg);
  if (!isRecord(fields) || (errcode === undefined && (asked.acts || status !== 200))) throw noAnswer(asked, status);
  return { fields, text };
}

/** The answer to a question in the shape that is documented. @throws ConnectorError `unavailable` */
export function readFields<Schema extends z.ZodType>(
  schema: Schema,
  asked: Asked,
  remote: RemoteAnswer,
): z.infer<Schema> {
  return shaped(schema, readAnswer(asked, remote), asked.name);
}

/** @throws ConnectorError `unavailable` for an answer of another shape */
export function shaped<Schema extends z.ZodType>(schema: Schema, { fields }: Answer, name: string): z.infer<Schema> {
  try {
    return parseWire(schema, fields, name);
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('unavailable', error.message);
    throw error;
  }
}

function noAnswer({ name, acts }: Asked, status: number): ConnectorError {
  const kind = acts ? 'outcome-unknown' : 'unavailable';
  return new ConnectorError(kind, `${name} answered HTTP ${String(status)}, and not as documented`);
}
