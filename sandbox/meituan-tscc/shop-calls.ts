import { shopOf } from '../meituan/apps.ts';
import { MeituanError } from '../meituan/errors.ts';
import type { TsccShop } from './apps.ts';
import { requiredCodes } from './biz-fields.ts';
import { requireOwn, type Call } from './call-context.ts';

const OPEN = 121;
const RESTING = 120;
const OFFLINE = 19;

/** What a merchant asks about its shop; opening and closing are about the token's shop, which nothing else names. */
export const shopCalls: Readonly<Record<string, Call>> = {
  'waimai/poi/queryPoiInfo': (context) =>
    requiredCodes(context.biz, 'ePoiIds').map((code) => {
      requireOwn(context, code);
      const shop = shopOf(context.app, code);
      if (!shop) throw new MeituanError('unknownShop', '门店不存在');
      return poiView(shop);
    }),
  'waimai/poi/open': ({ world, app, shop }) => {
    world.takeAway.shopStatus(app, shop, OPEN, 'BUSINESS');
    return 'ok';
  },
  'waimai/poi/close': ({ world, app, shop }) => {
    world.takeAway.shopStatus(app, shop, RESTING, 'BUSINESS');
    return 'ok';
  },
};

function poiView(shop: TsccShop): Record<string, string | number> {
  const online = shop.poiStatus !== OFFLINE;
  return {
    ePoiId: shop.appPoiCode,
    name: shop.name,
    address: shop.address,
    latitude: 39.996794,
    longitude: 116.48105,
    phone: shop.phone,
    shippingFee: 4.5,
    shippingTime: '08:00-22:00',
    openLevel: shop.poiStatus === RESTING || !online ? 3 : 1,
    isOnline: online ? 1 : 0,
    cTime: 1_700_000_000,
    uTime: 1_700_000_000,
  };
}
