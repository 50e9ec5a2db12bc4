import { hash } from 'node:crypto';
import type { SalesChannel } from '../contract.ts';
import { mint } from '../wechat/access-token.ts';
import { credentialsOf, shopsOf } from '../wechat/config.ts';
import { explainSignature } from '../wechat/explain-signature.ts';
import { getOrder, listOrders } from './client.ts';
import { commands, shipments } from './commands.ts';
import { type MiniProgramConfig, parseConfig } from './config.ts';
import { translate } from './map-order.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';
import { setup, troubleOf } from './setup.ts';

/** Mini-programs (小程序) of a merchant's own whose customers pay with WeChat Pay: shipping management (发货信息管理). */
export const wechatMiniProgram: SalesChannel<MiniProgramConfig> = {
  platform: 'wechat-mini-program',
  names: { zh: '微信小程序', en: 'WeChat mini-program' },
  pushKinds,
  parseConfig,
  credentials: credentialsOf,
  baseUrl: (config) => config.baseUrl,
  setup,
  checkAccess: async (access, signal) => {
    // A token in the vault outlives the secret.
    await mint(access);
    const now = Date.now();
    await listOrders(access, { from: new Date(now - 60_000), to: new Date(now) }, null, signal);
    // No documented call tells a mini-program's name.
    return { shopName: null };
  },
  troubleOf,
  listShops: ({ config }) => Promise.resolve(shopsOf(config)),
  receive,
  acknowledge,
  refuse,
  explainSignature,
  translate,
  fetchOrder: async (access, platformOrderId, signal) => {
    const { text: body } = await getOrder(access, platformOrderId, signal);
    return {
      kind: 'detail',
      messageKey: `detail ${hash('sha256', `${platformOrderId}\0${body}`, 'base64url')}`,
      payload: { method: 'POST', query: '', contentType: 'application/json', body },
    };
  },
  discoverOrders,
  listDay,
  commands,
  shipments,
};
