import { randomUUID } from 'node:crypto';
import { jsonText } from '../json-text.ts';
import type { PlatformAnswer } from '../platform.ts';
import { isGatewayCode } from './errors.ts';

/**
 * The shapes in which a call is answered, all of them with HTTP 200. `current` is the usual one, `text-code` the same with
 * its code as text, `old` that of the 3.0.0 calls that were never moved over.
 */
export type Envelope = 'current' | 'text-code' | 'old';

export function success(envelope: Envelope, data: unknown): PlatformAnswer {
  if (envelope === 'old') return json({ response: data }, 0);
  const code = envelope === 'text-code' ? '200' : 200;
  return json({ trace_id: traceId(), code, success: true, message: 'successful', data }, 0);
}

/** The refusal of the gateway when the code is one of its own, else that of the business in the call's envelope. */
export function failure(envelope: Envelope, code: number, message: string): PlatformAnswer {
  if (isGatewayCode(code)) {
    return json({ gw_err_resp: { trace_id: traceId(), err_code: code, err_msg: message } }, code);
  }
  if (envelope === 'old') return json({ error_response: { code, msg: message } }, code);
  const shown = envelope === 'text-code' ? String(code) : code;
  return json({ code: shown, success: false, message, data: null }, code);
}

export function tokenGranted(data: object): PlatformAnswer {
  return json({ success: true, code: 200, message: null, data }, 0);
}

export function tokenRefused(code: number, message: string): PlatformAnswer {
  return json({ success: false, code, data: null, message }, code);
}

function json(body: unknown, code: number): PlatformAnswer {
  return { status: 200, contentType: 'application/json;charset=UTF-8', body: jsonText(body), code };
}

function traceId(): string {
  return `yz7-${randomUUID().replaceAll('-', '').slice(0, 20)}`;
}
