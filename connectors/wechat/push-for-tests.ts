import { createCipheriv, createHash } from 'node:crypto';
import type { PushRequest } from '../contract.ts';

/** WeChat's side of a push, written from the document so that the connector never checks itself. */

export interface PushAccount {
  appid: string;
  token: string;
  aesKey: string;
}

export interface PushHow {
  format?: 'json' | 'xml';
  sealed?: boolean;
  sentAt: Date;
  /** Instead of the account's own. */
  token?: string;
}

const digest = (...parts: string[]): string => createHash('sha1').update(parts.sort().join('')).digest('hex');

/** @param message the event as its format writes it, or any bytes at all. */
export function pushOf(account: PushAccount, message: string | Buffer, how: PushHow): PushRequest {
  const { format = 'json', sealed = true, sentAt, token = account.token } = how;
  const [timestamp, nonce] = [String(Math.floor(sentAt.getTime() / 1000)), '1514711492'];
  const query = { signature: digest(token, timestamp, nonce), timestamp, nonce, openid: 'oABCD' };
  if (!sealed) return request(query, Buffer.from(message), format, sentAt);
  const encrypt = seal(account, Buffer.from(message));
  const msg_signature = digest(token, timestamp, nonce, encrypt);
  const body =
    format === 'json'
      ? JSON.stringify({ ToUserName: 'gh_abcdefg', Encrypt: encrypt })
      : `<xml><ToUserName><![CDATA[gh_abcdefg]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
  return request({ ...query, encrypt_type: 'aes', msg_signature }, Buffer.from(body), format, sentAt);
}

export function addressCheckOf({ token }: PushAccount, echostr: string, sentAt: Date): PushRequest {
  const [timestamp, nonce] = [String(Math.floor(sentAt.getTime() / 1000)), '1514711492'];
  const query = { signature: digest(token, timestamp, nonce), echostr, timestamp, nonce };
  return { ...request(query, Buffer.alloc(0), 'json', sentAt), method: 'GET' };
}

function request(query: Record<string, string>, body: Buffer, format: 'json' | 'xml', sentAt: Date): PushRequest {
  return {
    method: 'POST',
    registeredUrl: 'https://hub.example.com/webhooks/wechat/c1',
    kind: null,
    query: new URLSearchParams(query).toString(),
    contentType: format === 'json' ? 'application/json' : 'text/xml',
    headers: {},
    body,
    receivedAt: sentAt,
  };
}

function seal({ appid, aesKey }: PushAccount, message: Buffer): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([Buffer.from('0123456789abcdef'), length, message, Buffer.from(appid)]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}
