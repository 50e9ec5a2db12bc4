import { hash } from 'node:crypto';
import type { SalesChannel } from '../contract.ts';
import { mint } from './access-token.ts';
import { getTrade, listTrades } from './client.ts';
import { commands, shipments } from './commands.ts';
import { parseConfig, type YouzanConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';
import { translate } from './map-order.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { listProducts, setStock } from './products.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';
import { setup, troubleOf } from './setup.ts';

/** Youzan cloud (有赞云). */
export const youzan: SalesChannel<YouzanConfig> = {
  platform: 'youzan',
  names: { zh: '有赞', en: 'Youzan' },
  pushKinds,
  parseConfig,
  credentials: ({ client_id, client_secret }, platformShopId) => ({ client_id, client_secret, kdt_id: platformShopId }),
  baseUrl: (config) => config.baseUrl,
  setup,
  checkAccess: async (access, signal) => {
    // A token in the vault outlives the secret that it was given for; only the token call tells whether the secret is right. The code of
    // a tool app is taken once, so nothing is asked for it here.
    if (access.config.access === 'own') await mint(access, false);
    const now = Date.now();
    await listTrades(access, { by: 'update', from: new Date(now - 60_000), to: new Date(now) }, 1, signal);
    // No documented call tells a shop's name.
    return { shopName: null };
  },
  troubleOf,
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
