import { hash } from 'node:crypto';
import { readJson } from '../wire-format.ts';
import type { SalesChannel } from '../contract.ts';
import { mint } from './access-token.ts';
import { getOrder, listOrders } from './client.ts';
import { commands, shipments } from './commands.ts';
import { parseConfig, type WeidianConfig } from './config.ts';
import { translate } from './map-order.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { listProducts, setStock } from './products.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';
import { setup, troubleOf } from './setup.ts';
import { withPlainBuyer } from './sealed-fields.ts';
import { isRecord } from './wire.ts';

/** Weidian (微店) open platform, for shops with an app of their own and for apps that serve many. */
export const weidian: SalesChannel<WeidianConfig> = {
  platform: 'weidian',
  names: { zh: '微店', en: 'Weidian' },
  pushKinds,
  parseConfig,
  credentials: ({ appkey, secret }, platformShopId) => ({ appkey, secret, seller_id: platformShopId }),
  baseUrl: (config) => config.baseUrl,
  setup,
  checkAccess: async (access, signal) => {
    // A token in the vault outlives the secret. The code of an app for many shops is taken once, so nothing is asked for it here.
    if (access.config.access !== 'service') await mint(access);
    const now = Date.now();
    await listOrders(access, { by: 'update', from: new Date(now - 60_000), to: new Date(now) }, 1, signal);
    // No documented call tells a shop's name.
    return { shopName: null };
  },
  troubleOf,
  receive,
  acknowledge,
  refuse,
  translate,
  fetchOrder: async (access, platformOrderId, signal) => {
    const { text } = await getOrder(access, platformOrderId, signal);
    const body = await withPlainBuyer(access, text, signal);
    const answer = readJson(body);
    return {
      kind: 'detail',
      // Of the order alone: what stands around it may be another each time.
      messageKey: `detail ${hash('sha256', `${platformOrderId}\0${JSON.stringify(isRecord(answer) ? answer.result : answer)}`, 'base64url')}`,
      payload: { method: 'POST', query: '', contentType: 'application/json', body },
    };
  },
  discoverOrders,
  listDay,
  listProducts,
  setStock,
  commands,
  shipments,
};
