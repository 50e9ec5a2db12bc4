import { hash } from 'node:crypto';
import { parse, stringify } from 'lossless-json';
import type { PulledMessage } from '../contract.ts';
import { shaped } from '../wechat/answers.ts';
import { isRecord } from '../wechat/wire.ts';
import { getAftersale, getOrder, withClearAddress } from './client.ts';
import type { WechatShopAccess } from './config.ts';
import { orderAnswer } from './wire.ts';

/** The order, its address in clear text, and each of its applications: one message, so that none of them is newer than the others. */
export async function fetchOrder(
  access: WechatShopAccess,
  platformOrderId: string,
  signal: AbortSignal,
): Promise<PulledMessage> {
  const answer = await getOrder(access, platformOrderId, signal);
  const { aftersale_detail } = shaped(orderAnswer, answer, 'order/get').order;
  const applications: unknown[] = [];
  for (const { aftersale_order_id: id } of aftersale_detail?.aftersale_order_list ?? []) {
    const { text } = await getAftersale(access, id, signal);
    const told = parse(text);
    if (isRecord(told)) applications.push(told.after_sale_order);
  }
  const order = await withClearAddress(access, platformOrderId, answer.text, signal);
  const body = stringify({ order, after_sale_orders: applications }) ?? '';
  return {
    kind: 'detail',
    messageKey: `detail ${hash('sha256', `${platformOrderId}\0${body}`, 'base64url')}`,
    payload: { method: 'POST', query: '', contentType: 'application/json', body },
  };
}
