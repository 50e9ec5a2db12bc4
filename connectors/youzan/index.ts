import { hash } from 'node:crypto';
import type { SalesChannel } from '../contract.ts';
import { getTrade } from './client.ts';
import { commands, shipments } from './commands.ts';
import { parseConfig, type YouzanConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';
import { translate } from './map-order.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { listProducts, setStock } from './products.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';

/** Youzan cloud (有赞云) for shops with an app of their own. */
export const youzan: SalesChannel<YouzanConfig> = {
  platform: 'youzan',
  names: { zh: '有赞', en: 'Youzan' },
  pushKinds,
  parseConfig,
  credentials: ({ client_id, client_secret }, platformShopId) => ({ client_id, client_secret, kdt_id: platformShopId }),
  baseUrl: (config) => config.baseUrl,
  receive,
  acknowledge,
  refuse,
  explainSignature,
  translate,
  fetchOrder: async (access, platformOrderId, signal) => {
    const { data, text } = await getTrade(access, platformOrderId, signal);
    return {
      kind: 'detail',
      // Not over the whole answer: its trace_id is another one each time.
      messageKey: `detail ${hash('sha256', `${platformOrderId}\0${JSON.stringify(data)}`, 'base64url')}`,
      payload: { method: 'POST', query: '', contentType: 'application/json', body: text },
    };
  },
  discoverOrders,
  listDay,
  listProducts,
  setStock,
  commands,
  shipments,
};
