import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { ConnectorError } from '../errors.ts';
import type { RemoteAnswer } from '../http.ts';
import type { Asked } from '../meituan/error-codes.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { failure } from './error-codes.ts';
import { answer } from './wire.ts';

const SUCCESS = 'OP_SUCCESS';

/** What a call answered: the envelope's `data`, its `msg` (a batch of which some failed names them there) and the whole text. */
export interface Answered {
  data: unknown;
  msg: string | undefined;
  text: string;
}

/** Success is said by the code alone; what is clearly neither yes nor no is not taken for either. @throws ConnectorError */
export function readAnswer(asked: Asked, remote: RemoteAnswer): Answered {
  let body: z.infer<typeof answer>;
  try {
    body = parseWire(answer, readJson(remote.text), asked.path);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw notAsDocumented(asked, remote);
  }
  const { code, msg, data, traceId, error } = body;
  if (error) throw failure(asked, { code: error.code, words: error.message ?? '', traceId });
  if (code === undefined) throw notAsDocumented(asked, remote);
  if (code !== SUCCESS) throw failure(asked, { code, words: msg ?? '', traceId });
  return { data, msg, text: remote.text };
}

/** The answer to a question in the shape that is documented. @throws ConnectorError `unavailable` */
export function read<Schema extends z.ZodType>(schema: Schema, data: unknown, path: string): z.infer<Schema> {
  try {
    return parseWire(schema, data, path);
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('unavailable', error.message);
    throw error;
  }
}

function notAsDocumented(asked: Asked, { status }: RemoteAnswer): ConnectorError {
  return new ConnectorError(
    asked.acts ? 'outcome-unknown' : 'unavailable',
    `${asked.path} answered HTTP ${String(status)}, and not as documented`,
  );
}
