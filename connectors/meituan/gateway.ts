import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { ConnectorError } from '../errors.ts';
import { callRemote, type RemoteAnswer } from '../http.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { tokenOf } from './access-token.ts';
import type { MeituanAccess } from './config.ts';
import { type Asked, failure } from './error-codes.ts';
import { signedCall, type WireCall } from './signed-call.ts';
import { answer } from './wire.ts';

/** A clerk waits for the answer; past this the outcome is looked up instead. */
const TIMEOUT_MS = 8_000;

/** "The user's token is over" (A7): the call was refused before it did anything. */
const TOKEN_OVER = '4001';

export interface Call extends Asked, WireCall {
  /** True when a repeat would act a second time. */
  acts: boolean;
  signal: AbortSignal;
}

/** What a call answered: the envelope's `data`, its `msg` (a batch of which some failed names them there) and the whole text. */
export interface Answered {
  data: unknown;
  msg: string | undefined;
  text: string;
}

/** A call that does something and answers "ok". @throws ConnectorError */
export async function act(access: MeituanAccess, request: Call): Promise<void> {
  const { data } = await callMeituan(access, request);
  // Anything but a plain "ok" to an acting call is not taken for success.
  if (data !== 'ok') throw new ConnectorError('outcome-unknown', `${request.path} answered neither ok nor ng`);
}

/**
 * One signed call. Where the app serves several merchants each shop has a token of its own; one that is over is renewed once.
 * @throws ConnectorError
 */
export async function callMeituan(access: MeituanAccess, request: Call): Promise<Answered> {
  const token = await tokenOf(access);
  try {
    return await send(access, request, token);
  } catch (error) {
    const isOver = error instanceof ConnectorError && error.platformCode === TOKEN_OVER;
    if (!isOver || token === null) throw error;
    return send(access, request, await tokenOf(access, token));
  }
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

function send({ config, gate }: MeituanAccess, request: Call, token: string | null): Promise<Answered> {
  return callRemote({
    ...signedCall(config, request, token === null ? {} : { access_token: token }),
    timeoutMs: TIMEOUT_MS,
    signal: request.signal,
    acts: request.acts,
    gate,
    read: (remote) => readAnswer(request, remote),
  });
}

function readAnswer(request: Call, remote: RemoteAnswer): Answered {
  let body: z.infer<typeof answer>;
  try {
    body = parseWire(answer, readJson(remote.text), request.path);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    // A login page or half a page: the call may have acted all the same.
    throw new ConnectorError(
      request.acts ? 'outcome-unknown' : 'unavailable',
      `${request.path} answered HTTP ${remote.status} that is not JSON`,
    );
  }
  if (body.data === 'ng' || body.error) throw failure(request, body.error?.code ?? '', body.error?.msg ?? '');
  return { data: body.data, msg: typeof body.msg === 'string' ? body.msg : undefined, text: remote.text };
}
