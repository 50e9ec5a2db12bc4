import { createHash, randomInt } from 'node:crypto';

export interface PushOptions {
  /** The callback address as registered: the signature covers it. */
  url: string;
  secret: string;
  method?: 'GET' | 'POST';
  /** How often values are URL-encoded. */
  encoding?: 'single' | 'double';
  headers?: Record<string, string>;
  /** Changes the encoded text after it was signed. */
  tamper?: (text: string) => string;
}

export interface PushAnswer {
  status: number;
  body: { data?: string; error?: { code: number; msg: string } };
  headers: Headers;
}

/** Sends a push as Meituan does. Signed here once more by the documents' rule, so that the connector does not check itself. */
export async function sendPush(params: Record<string, string>, options: PushOptions): Promise<PushAnswer> {
  const { url, secret, method = 'POST', encoding = 'double', headers = {}, tamper = (text) => text } = options;
  const all: Record<string, string> = { app_id: '1001', timestamp: String(Math.floor(Date.now() / 1000)), ...params };
  const pairs = Object.keys(all)
    .sort()
    .map((key) => `${key}=${all[key]}`);
  const sig = createHash('md5')
    .update(`${url}?${pairs.join('&')}${secret}`)
    .digest('hex');
  const once = encodeURIComponent;
  const encode = encoding === 'double' ? (value: string) => once(once(value)) : once;
  const text = tamper(
    Object.entries({ ...all, sig })
      .map(([key, value]) => `${key}=${encode(value)}`)
      .join('&'),
  );
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await (method === 'GET'
    ? fetch(`${url}?${text}`, { headers })
    : fetch(url, { method, body: text, headers: { ...form, ...headers } }));
  return { status: response.status, body: (await response.json()) as PushAnswer['body'], headers: response.headers };
}

/** An id as Meituan gives them: above 2^53. */
export function newOrderId(): string {
  return `16000${String(randomInt(10 ** 7)).padStart(7, '0')}${String(randomInt(10 ** 7)).padStart(7, '0')}`;
}

/** Fields of the push of a paid order: one bowl of noodles for 35.50. */
export function paidOrder(change: Record<string, string> = {}): Record<string, string> {
  const now = String(Math.floor(Date.now() / 1000));
  return {
    order_id: newOrderId(),
    app_poi_code: 't_poi_01',
    status: '2',
    total: '35.5',
    ctime: now,
    utime: now,
    order_send_time: now,
    recipient_name: '张三(先生)',
    recipient_phone: '13800000000_1234',
    recipient_address: '示例路 1 号@#上海市',
    caution: '少辣 谢谢',
    detail: '[{"food_name":"牛肉面","quantity":1,"price":35.5}]',
    extras: '[{}]',
    ...change,
  };
}
