import { createHash } from 'node:crypto';
import type { PulledMessage, SalesChannel } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { fetchBill } from './bills.ts';
import { getOrderRefunds } from './client.ts';
import { commands, shipments } from './commands.ts';
import { type MeituanConfig, parseConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';
import { translate } from './map-order.ts';
import { AGREED_IS_REFUNDED } from './map-refund.ts';
import { getWholeDetail } from './order-detail.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { listProducts, setStock } from './products.ts';
import { fetchRealPhones } from './real-phones.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';
import { setup, troubleOf } from './setup.ts';
import { listShops, readShops } from './shop-client.ts';

/** Meituan 外卖 open platform (waimaiopen), part A of the protocol notes. */
export const meituan: SalesChannel<MeituanConfig> = {
  platform: 'meituan',
  names: { zh: '美团', en: 'Meituan' },
  pushKinds,
  parseConfig,
  credentials: (config, platformShopId) => ({
    app_id: config.app_id,
    secret: config.secret,
    app_poi_code: platformShopId,
  }),
  baseUrl: (config) => config.baseUrl,
  setup,
  checkAccess: async (access, signal) => {
    const [shop] = await readShops(access, [access.platformShopId], signal);
    if (!shop)
      throw new ConnectorError('rejected', 'poi/mget: no such shop', { platformCode: '803', platformMessage: '' });
    return { shopName: shop.name };
  },
  troubleOf,
  listShops: (access, signal) => listShops({ ...access, platformShopId: '' }, signal),
  receive,
  acknowledge,
  refuse,
  explainSignature,
  translate,
  fetchOrder: async (access, platformOrderId, signal) =>
    pulled('detail', platformOrderId, await getWholeDetail(access, platformOrderId, signal)),
  fetchRefunds: async (access, platformOrderId, signal) => {
    const body = await getOrderRefunds(access, platformOrderId, signal);
    const isEnd = access.config.refund_results === 'not_pushed';
    return pulled('refunds', platformOrderId, body, isEnd ? AGREED_IS_REFUNDED : undefined);
  },
  discoverOrders,
  listDay,
  fetchBill,
  fetchRealPhones,
  listProducts,
  setStock,
  commands,
  shipments,
};

function pulled(kind: 'detail' | 'refunds', platformOrderId: string, body: string, variant?: string): PulledMessage {
  // Read another way, the same answer is another message.
  const digest = createHash('sha256').update(`${kind}${variant ?? ''}\0${platformOrderId}\0${body}`);
  return {
    kind,
    messageKey: digest.digest('base64url'),
    payload: { method: 'GET', query: '', contentType: 'application/json', body, ...(variant ? { variant } : {}) },
  };
}
