import { randomBytes } from 'node:crypto';
import { jsonText } from '../json-text.ts';
import type { DeliverySettings } from '../delivery.ts';
import type { UnsignedPush, WireRequest } from '../platform.ts';
import type { PushOutbox } from '../push-outbox.ts';
import type { WechatApp } from './apps.ts';
import { xmlOf } from './push-text.ts';
import { encryptMessage, signParts } from './signing.ts';

/** An event on its way; bigints in `fields` become bare digits. */
export interface WechatEvent {
  name: string;
  /** Whose doing it is: the customer's openid, or the account itself. */
  from: string;
  orderId?: string;
  fields: Record<string, unknown>;
}

/** Hands an event of this app over to be sent; its kind is the event's own name. */
export function tellEvent(outbox: PushOutbox, platform: string, app: WechatApp, event: WechatEvent): void {
  const message = jsonText({
    ToUserName: app.originalId,
    FromUserName: event.from,
    CreateTime: Math.floor(Date.now() / 1_000),
    MsgType: 'event',
    Event: event.name,
    ...event.fields,
  });
  const about = event.orderId === undefined ? {} : { orderId: event.orderId };
  outbox.add({ platform, appId: app.appid, kind: event.name, ...about, fields: { message, openid: event.from } });
}

/** A push as it goes over the wire, in the mode and format that the app is set up for. */
export function writePush(app: WechatApp | undefined, { fields }: UnsignedPush): WireRequest | undefined {
  const address = app?.callbacks.default;
  if (!app || !address) return undefined;
  const { format, mode } = app.push;
  const json = fields['message'] ?? '{}';
  const message = format === 'xml' ? xmlOf(json) : json;
  const query = signedQuery(app, { openid: fields['openid'] ?? '' });
  const contentType = format === 'xml' ? 'text/xml' : 'application/json';
  if (mode === 'plain') return { method: 'POST', url: withQuery(address, query), contentType, body: message };
  const encrypt = encryptMessage(app.push.encodingAesKey, app.appid, message);
  query.set('encrypt_type', 'aes');
  query.set(
    'msg_signature',
    signParts(app.push.token, query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypt),
  );
  const sealed = { ToUserName: app.originalId, Encrypt: encrypt };
  const body = jsonText(sealed);
  const clear = mode === 'compatible' ? `${json.slice(0, -1)},"Encrypt":${JSON.stringify(encrypt)}}` : body;
  return {
    method: 'POST',
    url: withQuery(address, query),
    contentType,
    body: format === 'xml' ? xmlOf(clear) : clear,
  };
}

/** What the console does when an address is entered: a GET whose `echostr` must come back as it is. */
export async function checkAddress(app: WechatApp): Promise<{ passed: boolean; status?: number; answer?: string }> {
  const address = app.callbacks.default;
  if (!address) return { passed: false };
  const echostr = String(BigInt(`0x${randomBytes(7).toString('hex')}`));
  const url = withQuery(address, signedQuery(app, { echostr }));
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(app.push.timeoutMs) });
    const answer = await response.text();
    return { passed: response.status === 200 && answer === echostr, status: response.status, answer };
  } catch {
    return { passed: false };
  }
}

export function deliveryOf(app: WechatApp | undefined): DeliverySettings {
  // An app is never removed, so the fallback only serves a state file edited by hand.
  return app?.push ?? { timeoutMs: 5_000, retryDelaysMs: [], retryEveryMs: 1_000, attemptsMax: 1 };
}

/** The word `success` or nothing at all. */
export function isWechatAck(status: number, body: string): boolean {
  return status === 200 && (body === '' || body === 'success');
}

function signedQuery(app: WechatApp, more: Record<string, string>): URLSearchParams {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const nonce = String(parseInt(randomBytes(5).toString('hex'), 16));
  const signature = signParts(app.push.token, timestamp, nonce);
  return new URLSearchParams({ signature, timestamp, nonce, ...more });
}

function withQuery(address: string, query: URLSearchParams): string {
  return `${address}${address.includes('?') ? '&' : '?'}${query.toString()}`;
}
