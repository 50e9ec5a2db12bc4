import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { ConnectorError } from '../errors.ts';
import type { RemoteAnswer } from '../http.ts';
import { parseWire } from '../wire-format.ts';
import { type Asked, failure } from './error-codes.ts';
import { answer, readTwice } from './wire.ts';

export interface Answer {
  result: unknown;
  /** The answer as JSON text, unpacked where it came encoded twice. */
  text: string;
}

/** Errors come with HTTP 200, sometimes as text/html though the body is JSON. What is clearly neither yes nor no is not taken for either. */
export function readAnswer(asked: Asked, { text: body, status: httpStatus }: RemoteAnswer): Answer {
  let read: { value: unknown; text: string };
  let told: z.infer<typeof answer>;
  try {
    read = readTwice(body);
    told = parseWire(answer, read.value, asked.name);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new ConnectorError(
      asked.acts ? 'outcome-unknown' : 'unavailable',
      `${asked.name} answered HTTP ${String(httpStatus)}, and not as documented`,
    );
  }
  const { status_code, status_reason } = told.status;
  if (Number(status_code) !== 0) throw failure(asked, status_code, status_reason);
  return { result: told.result, text: read.text };
}

/** The answer to a question in the shape that is documented. @throws ConnectorError `unavailable` */
export function readResult<Schema extends z.ZodType>(
  schema: Schema,
  { result }: Answer,
  name: string,
): z.infer<Schema> {
  try {
    return parseWire(schema, result, name);
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('unavailable', error.message);
    throw error;
  }
}
