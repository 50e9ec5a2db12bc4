import type { SalesChannel } from '../contract.ts';
import { mint } from '../wechat/access-token.ts';
import { credentialsOf, shopsOf } from '../wechat/config.ts';
import { explainSignature } from '../wechat/explain-signature.ts';
import { listOrders } from './client.ts';
import { commands, shipments } from './commands.ts';
import { parseConfig, type WechatShopConfig } from './config.ts';
import { translate } from './map-order.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { fetchOrder } from './read-order.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';
import { setup, troubleOf } from './setup.ts';
import { setStock } from './stock.ts';

/** WeChat Shop (微信小店), an app for each shop. */
export const wechatShop: SalesChannel<WechatShopConfig> = {
  platform: 'wechat-shop',
  names: { zh: '微信小店', en: 'WeChat Shop' },
  pushKinds,
  parseConfig,
  credentials: credentialsOf,
  baseUrl: (config) => config.baseUrl,
  setup,
  checkAccess: async (access, signal) => {
    // A token in the vault outlives the secret.
    await mint(access);
    const now = Date.now();
    await listOrders(access, { by: 'update', from: new Date(now - 60_000), to: new Date(now) }, null, signal);
    // No documented call tells a shop's name.
    return { shopName: null };
  },
  troubleOf,
  listShops: ({ config }) => Promise.resolve(shopsOf(config)),
  receive,
  acknowledge,
  refuse,
  explainSignature,
  translate,
  fetchOrder,
  discoverOrders,
  listDay,
  setStock,
  commands,
  shipments,
};
