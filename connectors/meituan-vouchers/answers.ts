import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { ConnectorError } from '../errors.ts';
import type { RemoteAnswer } from '../http.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { type Asked, failure } from './error-codes.ts';
import { envelope } from './wire.ts';

const SUCCESS = '200';

/** HTTP is 200 whatever happened. What is clearly neither yes nor no is not taken for either. */
export function readAnswer(asked: Asked, remote: RemoteAnswer): z.infer<typeof envelope> {
  const answer = understood(asked, remote, () => parseWire(envelope, readJson(remote.text), asked.name));
  if (answer.code !== SUCCESS) throw failure(asked, answer.code, answer.msg);
  return answer;
}

/** The answer in the shape that is documented; else an acting call may have acted all the same. */
export function understood<T>({ name, acts }: Asked, { status }: Pick<RemoteAnswer, 'status'>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const kind = acts ? 'outcome-unknown' : 'unavailable';
    throw new ConnectorError(kind, `${name} answered HTTP ${status}, and not as documented: ${error.message}`);
  }
}
