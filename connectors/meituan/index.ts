import { createHash } from 'node:crypto';
import type { SalesChannel } from '../contract.ts';
import { getOrderDetail } from './client.ts';
import { commands } from './commands.ts';
import { type MeituanConfig, parseConfig } from './config.ts';
import { translate } from './map-order.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';

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
  receive,
  acknowledge,
  refuse,
  translate,
  fetchOrder: async ({ config }, platformOrderId, signal) => {
    const body = await getOrderDetail(config, platformOrderId, signal);
    return {
      kind: 'detail',
      messageKey: createHash('sha256')
        .update('detail\0')
        .update(platformOrderId)
        .update('\0')
        .update(body)
        .digest('base64url'),
      payload: { method: 'GET', query: '', contentType: 'application/json', body },
    };
  },
  discoverOrders,
  listDay,
  commands,
  shipments: [],
};
