import type { Fields } from '../wechat/fields.ts';
import type { WechatCall } from '../wechat/gateway.ts';
import type { ShopApp } from './apps.ts';
import { companies } from './companies.ts';
import { read, shopError } from './errors.ts';
import { orderFor } from './order-calls.ts';
import type { Parcel, Piece } from './orders.ts';
import type { ShopWorld } from './world.ts';

const WAYBILL_LENGTH_MAX = 128;

export function shipCalls(world: ShopWorld): Readonly<Record<string, WechatCall<ShopApp>>> {
  return {
    'channels/ec/order/delivery/send': (app, fields) =>
      world.ship(orderFor(world, app, fields), read.objects(fields, 'delivery_list').map(readParcel)),
    'channels/ec/order/deliveryinfo/update': (app, fields) =>
      world.replaceParcels(orderFor(world, app, fields), read.objects(fields, 'delivery_list').map(readParcel)),
  };
}

function readParcel(fields: Fields): Omit<Parcel, 'at'> {
  const deliverType = read.integer(fields, 'deliver_type', { min: 1, max: 3 });
  if (deliverType === 2) throw shopError('badField', 'deliver_type');
  const pieces = read.objects(fields, 'product_infos').map(readPiece);
  if (deliverType === 3) return { deliverType, pieces, deliveryId: '', waybillId: '' };
  const deliveryId = read.text(fields, 'delivery_id');
  if (!companies.some(({ delivery_id: id }) => id === deliveryId)) throw shopError('unknownCompany', deliveryId);
  const waybillId = read.text(fields, 'waybill_id');
  if (waybillId.length > WAYBILL_LENGTH_MAX) throw shopError('badField', 'waybill_id');
  return { deliverType: 1, pieces, deliveryId, waybillId };
}

function readPiece(fields: Fields): Piece {
  return {
    productId: read.text(fields, 'product_id'),
    skuId: read.text(fields, 'sku_id'),
    count: read.integer(fields, 'product_cnt', { min: 1, max: 100_000 }),
  };
}
