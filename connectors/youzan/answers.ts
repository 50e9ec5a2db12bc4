import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { ConnectorError } from '../errors.ts';
import type { RemoteAnswer } from '../http.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { failure } from './error-codes.ts';
import { answer, isRecord } from './wire.ts';

export interface Answer {
  data: unknown;
  text: string;
}

interface Asked {
  name: string;
  acts: boolean;
}

/** Reads all three envelopes (protocol notes 3). What is clearly neither yes nor no is not taken for either. */
export function readAnswer(asked: Asked, remote: RemoteAnswer): Answer {
  const { name, acts } = asked;
  const body: z.infer<typeof answer> = understood(name, acts, remote, () =>
    parseWire(answer, readJson(remote.text), name),
  );
  if (body.gw_err_resp) throw failure(asked, body.gw_err_resp.err_code, body.gw_err_resp.err_msg);
  if (body.error_response) {
    const { code, msg, message, sub_code, sub_msg } = body.error_response;
    throw failure(asked, sub_code ?? code, sub_msg ?? msg ?? message);
  }
  if (body.success === false) throw failure(asked, body.code ?? '', body.message);
  const data = body.success === true ? body.data : body.response;
  if (data === undefined) throw unclear(name, acts, remote);
  if (isRecord(data) && data.is_success === false) throw failure(asked, 'is_success', body.message);
  return { data, text: remote.text };
}

/** A log-in page, half a page or another shape: the call may have acted all the same. */
export function understood<T>(name: string, acts: boolean, remote: RemoteAnswer, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw unclear(name, acts, remote);
  }
}

function unclear(name: string, acts: boolean, { status }: RemoteAnswer): ConnectorError {
  return new ConnectorError(
    acts ? 'outcome-unknown' : 'unavailable',
    `${name} answered HTTP ${status}, and not as documented`,
  );
}
