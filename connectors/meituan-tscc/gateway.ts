import { stringify } from 'lossless-json';
import { ConnectorError } from '../errors.ts';
import { callRemote } from '../http.ts';
import type { Asked } from '../meituan/error-codes.ts';
import { tokenOf } from './access-token.ts';
import { type Answered, readAnswer } from './answers.ts';
import { TAKE_AWAY, type TsccAccess } from './config.ts';
import { signedForm } from './signed-form.ts';

/** A clerk waits for the answer; past this the outcome is looked up instead. */
const TIMEOUT_MS = 8_000;

/** "The token is over" (A7): the call was refused before it did anything. */
const TOKEN_OVER = '4001';

export interface Call extends Asked {
  /** The business parameters; numbers beyond 2^53 as `LosslessNumber`. */
  biz: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
}

/** One signed call with the shop's token; one that is over is renewed once. @throws ConnectorError */
export async function callTscc(access: TsccAccess, call: Call): Promise<Answered> {
  const token = await tokenOf(access);
  try {
    return await send(access, call, token);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.platformCode !== TOKEN_OVER) throw error;
    return send(access, call, await tokenOf(access, token));
  }
}

function send({ config, gate }: TsccAccess, call: Call, appAuthToken: string): Promise<Answered> {
  const biz = stringify(call.biz) ?? '{}';
  return callRemote({
    ...signedForm(config, call.path, { version: '2', businessId: TAKE_AWAY, appAuthToken, biz }),
    timeoutMs: TIMEOUT_MS,
    signal: call.signal,
    acts: call.acts,
    gate,
    read: (remote) => readAnswer(call, remote),
  });
}
