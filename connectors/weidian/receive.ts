import { hash } from 'node:crypto';
import { MalformedError } from '../../domain/errors.ts';
import type { PushAnswer, PushRequest, ReceivedPush } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { parseWire } from '../wire-format.ts';
import { pushContent, readForm, readTwice } from './wire.ts';

/** Weidian has one address for all pushes of an app. */
export const pushKinds = [] as const;

/**
 * Reads the envelope of a push. Nobody signs pushes (protocol notes 3), so it is stored as a hint that the order is different: `translate`
 * believes nothing of it and asks for the order. The connection's id in the address is the only secret.
 * @throws ConnectorError `malformed`: what is no push is not kept, because anybody may have sent it and the pull finds what it was about.
 */
export function receive(request: PushRequest): ReceivedPush {
  if (request.method !== 'POST' || request.body.length === 0) throw new ConnectorError('malformed', 'not a push');
  try {
    const content = readForm(textOf(request.body)).get('content');
    if (content === undefined) throw new MalformedError('there is no content');
    const { type, message, shopId } = parseWire(pushContent, readTwice(content).value, 'push');
    return {
      kind: type,
      // Over all of it: a guessed hint must not stand in the way of the real one.
      messageKey: `hint ${hash('sha256', content, 'base64url')}`,
      platformShopId: shopId ?? message.seller_id ?? null,
      platformOrderId: message.order_id ?? null,
    };
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('malformed', error.message);
    throw error;
  }
}

/** As receivers answer (protocol notes 7). */
export function acknowledge(): PushAnswer {
  return { status: 200, contentType: 'application/json;charset=UTF-8', body: '{"status":"success"}' };
}

/** A status that is not success, and not 200, asks for a repeat. */
export function refuse(error: unknown): PushAnswer {
  const [status, message] = refusalOf(error);
  const body = JSON.stringify({ status: 'fail', message });
  return { status, contentType: 'application/json;charset=UTF-8', body };
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new MalformedError('not text');
  }
}

function refusalOf(error: unknown): [status: number, message: string] {
  if (error instanceof ConnectorError) {
    if (error.kind === 'invalid-signature' || error.kind === 'unauthorized') return [403, error.message];
    if (error.kind === 'malformed') return [400, error.message];
  }
  if (error instanceof MalformedError) return [400, error.message];
  return [503, 'not stored, please send again'];
}
