import type { WechatCall } from '../wechat/gateway.ts';
import type { ShopApp } from './apps.ts';
import { read, shopError } from './errors.ts';
import { aftersaleView, seconds } from './views.ts';
import type { ShopWorld } from './world.ts';

const WINDOW_SECONDS_MAX = 86_400;
const PAGE = 50;
const SECONDS_MAX = 4_102_444_800;

export function aftersaleCalls(world: ShopWorld): Readonly<Record<string, WechatCall<ShopApp>>> {
  return {
    'channels/ec/aftersale/getaftersalelist': (app, fields) => {
      const from = read.integer(fields, 'begin_create_time', { min: 0, max: SECONDS_MAX });
      const to = read.integer(fields, 'end_create_time', { min: from, max: from + WINDOW_SECONDS_MAX });
      const offset = Number(read.optional(fields, 'next_key') ?? '0');
      if (!Number.isInteger(offset) || offset < 0) throw shopError('badField', 'next_key');
      const ids = [...world.orders.values()]
        .filter(({ appid }) => appid === app.appid)
        .flatMap(({ aftersales }) => aftersales)
        .filter(({ createdAt }) => seconds(createdAt) >= from && seconds(createdAt) <= to)
        .sort((a, b) => (BigInt(a.aftersaleId) < BigInt(b.aftersaleId) ? -1 : 1))
        .map(({ aftersaleId }) => aftersaleId);
      const hasMore = ids.length > offset + PAGE;
      return {
        after_sale_order_id_list: ids.slice(offset, offset + PAGE),
        has_more: hasMore,
        next_key: hasMore ? String(offset + PAGE) : '',
      };
    },
    'channels/ec/aftersale/getaftersaleorder': (app, fields) => {
      const { order, aftersale } = world.findAftersale(app.appid, read.text(fields, 'after_sale_order_id'));
      return { after_sale_order: aftersaleView(app, order, aftersale) };
    },
    'channels/ec/aftersale/acceptapply': (app, fields) => {
      const { order, aftersale } = world.findAftersale(app.appid, read.text(fields, 'after_sale_order_id'));
      // Without accept_type, the next yes of that kind of application.
      const otherwise = aftersale.type === 'RETURN' && aftersale.status === 'MERCHANT_PROCESSING' ? 1 : 2;
      const acceptType = read.integer(fields, 'accept_type', { min: 1, max: 2, otherwise });
      if (acceptType === 1) read.text(fields, 'address_id');
      world.stepAftersale(order, aftersale, acceptType === 1 ? 'merchant-agree' : 'merchant-receive');
    },
    'channels/ec/aftersale/rejectapply': (app, fields) => {
      const { order, aftersale } = world.findAftersale(app.appid, read.text(fields, 'after_sale_order_id'));
      const refusal = read.text(fields, 'reject_reason');
      world.stepAftersale(order, aftersale, 'merchant-reject', { refusal });
    },
  };
}
