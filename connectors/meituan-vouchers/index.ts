import type { SalesChannel } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { untoldOrders } from '../untold-orders.ts';
import { consume, consumed, prepare, undo } from './client.ts';
import { parseConfig, type VoucherConfig } from './config.ts';
import { refusalOf } from './error-codes.ts';
import { explainSignature } from './explain-signature.ts';
import { translate } from './map-order.ts';
import { setup, troubleOf } from './setup.ts';

/** No voucher has this code: it is asked for to see whether the platform answers this shop at all. */
const NOBODYS_CODE = '000000000000';

/** 北极星 (openapi.dianping.com), where group-buying vouchers of Meituan and Dianping are checked: part C of the protocol notes. */
export const meituanVouchers: SalesChannel<VoucherConfig> = {
  platform: 'meituan-vouchers',
  names: { zh: '美团团购', en: 'Meituan vouchers' },
  tellsNothing: true,
  ...untoldOrders,
  parseConfig,
  credentials: ({ app_key, app_secret }, platformShopId) => ({ app_key, app_secret, open_shop_uuid: platformShopId }),
  baseUrl: (config) => config.baseUrl,
  setup,
  checkAccess: async (access, signal) => {
    try {
      await prepare(access, NOBODYS_CODE, signal);
    } catch (error) {
      // It is signed with the secret, so whoever is told about the voucher was let in.
      const isAboutVoucher =
        error instanceof ConnectorError && error.kind === 'rejected' && troubleOf(error) === 'refused';
      if (!isAboutVoucher) throw error;
    }
    return { shopName: null };
  },
  troubleOf,
  explainSignature,
  translate,
  vouchers: { prepare, consume, undo, consumed, refusalOf },
  commands: {},
  shipments: [],
};
