import { createHash, randomInt } from 'node:crypto';

export interface YouzanApp {
  /** The callback address. */
  url: string;
  clientId: string;
  secret: string;
}

/** How a push is signed: by header over all bytes, by the older field over `msg` alone, or not at all. */
export type YouzanSign = 'header' | 'field' | 'none';

export interface YouzanPush {
  type: string;
  kdtId: string;
  /** Encoded as Youzan does, unless it is sent as an object. */
  msg: unknown;
  plainMsg?: boolean;
  envelope?: Record<string, unknown>;
  sign?: YouzanSign;
  /** Changes the body after it was signed. */
  tamper?: (body: string) => string;
}

export interface YouzanAnswer {
  status: number;
  body: { code?: number; msg?: string };
}

/** Sends a push as Youzan does. Signed here once more by the documents' rule, so that the connector does not check itself. */
export async function sendYouzanPush(app: YouzanApp, push: YouzanPush): Promise<YouzanAnswer> {
  const { type, kdtId, plainMsg = false, envelope = {}, sign = 'header', tamper = (body) => body } = push;
  const msg = plainMsg ? push.msg : encodeURIComponent(JSON.stringify(push.msg));
  const content: Record<string, unknown> = {
    client_id: app.clientId,
    kdt_id: Number(kdtId),
    kdt_name: '测试小店',
    type,
    msg_id: `msg-${randomInt(2 ** 40)}`,
    mode: 1,
    test: false,
    sendCount: 0,
    msg,
    ...envelope,
  };
  if (sign === 'field') content.sign = md5(`${app.clientId}${String(content.msg)}${app.secret}`);
  const body = JSON.stringify(content);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'client-id': app.clientId,
    'event-type': type,
  };
  if (sign === 'header') headers['event-sign'] = md5(`${app.clientId}${body}${app.secret}`);
  const response = await fetch(app.url, { method: 'POST', headers, body: tamper(body) });
  return { status: response.status, body: (await response.json()) as YouzanAnswer['body'] };
}

/** An order's number as Youzan gives them. */
export function newTid(): string {
  return `E20261124${String(randomInt(10 ** 8)).padStart(8, '0')}${String(randomInt(10 ** 7)).padStart(7, '0')}`;
}

/** A paid order: two cakes for 23.50 with postage. */
export function paidYouzanOrder(
  tid: string,
  change: { payment?: string; status?: string } = {},
): Record<string, unknown> {
  const { payment = '28.50', status = 'WAIT_SELLER_SEND_GOODS' } = change;
  const now = beijing(new Date());
  return {
    full_order_info: {
      order_info: {
        tid,
        status,
        type: 0,
        express_type: 0,
        close_type: 0,
        refund_state: 0,
        created: now,
        pay_time: now,
        update_time: now,
      },
      pay_info: { total_fee: '47.00', post_fee: '5.00', payment },
      orders: [
        {
          oid: '1436413407076030200',
          title: '草莓蛋糕',
          num: 2,
          price: '23.50',
          total_fee: '23.50',
          payment: '23.50',
          outer_sku_id: 'CAKE-6',
        },
      ],
      address_info: {
        receiver_name: '李雷',
        receiver_tel: '13800000000',
        delivery_city: '上海市',
        delivery_address: '示例路 1 号',
      },
      remark_info: { buyer_message: '放门口 1+1' },
    },
    order_promotion: { item_discount_fee: '20.00', order_discount_fee: '3.50', adjust_fee: '0.00' },
    delivery_order: [],
  };
}

function beijing(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
