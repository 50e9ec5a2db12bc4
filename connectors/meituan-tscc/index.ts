import { createHash } from 'node:crypto';
import type { PulledMessage, SalesChannel } from '../contract.ts';
import { getOrder, getShopName, orderIn } from './client.ts';
import { commands, shipments } from './commands.ts';
import { parseConfig, type TsccConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';
import { translate } from './map-order.ts';
import { discoverOrders, listDay } from './poll-orders.ts';
import { listProducts, setStock } from './products.ts';
import { acknowledge, pushKinds, receive, refuse } from './receive.ts';
import { setup, troubleOf } from './setup.ts';

/** Take-away orders through Meituan's gateway for software makers (技术服务合作中心), part B of the protocol notes. */
export const meituanTscc: SalesChannel<TsccConfig> = {
  platform: 'meituan-tscc',
  names: { zh: '美团技术服务合作中心', en: 'Meituan TSCC' },
  pushKinds,
  parseConfig,
  credentials: ({ developerId, signKey }, ePoiId) => ({ developerId, signKey, ePoiId }),
  baseUrl: (config) => config.baseUrl,
  setup,
  checkAccess: async (access, signal) => ({ shopName: await getShopName(access, signal) }),
  troubleOf,
  receive,
  acknowledge,
  refuse,
  explainSignature,
  translate,
  fetchOrder: async (access, platformOrderId, signal) =>
    pulled(platformOrderId, await getOrder(access, platformOrderId, signal)),
  discoverOrders,
  listDay,
  listProducts,
  setStock,
  commands,
  shipments,
};

/** Each answer has a traceId of its own, so the key is made of the order alone. */
function pulled(platformOrderId: string, body: string): PulledMessage {
  const digest = createHash('sha256').update(`detail\0${platformOrderId}\0${JSON.stringify(orderIn(body))}`);
  return {
    kind: 'detail',
    messageKey: digest.digest('base64url'),
    payload: { method: 'POST', query: '', contentType: 'application/json', body },
  };
}
