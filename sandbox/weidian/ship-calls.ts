import { orderFor, type ApiCall } from './call-context.ts';
import { badValue, integer, objectList, optionalText, requiredText, type Fields } from './call-fields.ts';
import { couriers, WITHOUT_COURIER } from './couriers.ts';
import { WeidianError } from './errors.ts';
import { openParts, openPieces, type OrderLine, type WeidianOrder } from './orders.ts';
import type { NewParcel } from './world.ts';

const PIECES_MAX = 999_999;

export const shipCalls: Readonly<Record<string, ApiCall>> = {
  'vdian.order.expresslist': {
    versions: ['1.0'],
    run: () => ({ common_express: couriers.map(({ id, name }) => ({ id, express_company: name })) }),
  },
  'vdian.order.deliver': {
    versions: ['1.0'],
    run: (context) => {
      const order = orderFor(context);
      context.world.ship(order, [{ parts: openParts(order), ...readCourier(context.fields) }]);
    },
  },
  'vdian.order.deliver.split': {
    versions: ['1.0'],
    run: (context) => {
      const { fields } = context;
      const order = orderFor(context);
      // Two clients in use name the list differently.
      const asked = objectList(fields, fields['items'] === undefined ? 'item' : 'items').map((one) =>
        lineFor(order, one, { itemId: 'item_id', skuId: 'item_sku_id', subOrderId: 'sub_order_id' }),
      );
      const open = openPieces(order);
      const parts = [...new Set(asked)].map(({ subOrderId }) => {
        const count = open.get(subOrderId) ?? 0;
        if (count === 0) throw new WeidianError('wrongState', `商品已发货或已退款: ${String(subOrderId)}`);
        return { subOrderId, count };
      });
      context.world.ship(order, [{ parts, ...readCourier(fields) }]);
    },
  },
  'vdian.order.deliver.split.sub': {
    versions: ['1.0'],
    run: (context) => {
      const order = orderFor(context);
      const names = { itemId: 'item_id', skuId: 'sku_id', subOrderId: 'subOrderId' };
      const parcels = objectList(context.fields, 'spilt_item_list').map((one): NewParcel => {
        const { subOrderId } = lineFor(order, one, names);
        const count = integer(one, 'count', { min: 1, max: PIECES_MAX });
        return { parts: [{ subOrderId, count }], ...readCourier(one) };
      });
      context.world.ship(order, parcels);
    },
  },
  'vdian.order.express.modify': {
    versions: ['1.0'],
    run: (context) => {
      const order = orderFor(context);
      const deliverId = optionalText(context.fields, 'deliver_id');
      const { parcels } = order;
      if (deliverId === undefined && parcels.length > 1) throw badValue('deliver_id');
      const parcel = parcels.find((one) => deliverId === undefined || one.deliverId === deliverId);
      if (!parcel) throw new WeidianError('wrongState', '没有该包裹');
      context.world.changeParcel(order, parcel, readCourier(context.fields));
    },
  },
};

/** A courier of the list with a waybill, one of the merchant's own by name, or none. */
function readCourier(fields: Fields): Omit<NewParcel, 'parts'> {
  const expressType = requiredText(fields, 'express_type');
  const custom = optionalText(fields, 'express_custom');
  if (WITHOUT_COURIER.includes(expressType)) {
    return { expressType, express: custom ?? '', expressNo: optionalText(fields, 'express_no') ?? '' };
  }
  const courier = couriers.find(({ id }) => id === expressType);
  if (!courier) throw badValue('express_type');
  const expressNo = requiredText(fields, 'express_no');
  if (!/^[A-Za-z0-9-]{4,40}$/.test(expressNo)) throw badValue('express_no');
  return { expressType, express: courier.name, expressNo };
}

/** The line that an element names, by its own number or by goods and specification. */
function lineFor(
  order: WeidianOrder,
  fields: Fields,
  names: { itemId: string; skuId: string; subOrderId: string },
): OrderLine {
  const subOrderId = optionalText(fields, names.subOrderId);
  const itemId = subOrderId === undefined ? requiredText(fields, names.itemId) : '';
  const skuId = optionalText(fields, names.skuId) ?? '0';
  const line = order.lines.find((one) =>
    subOrderId === undefined ? one.itemId === itemId && one.skuId === skuId : String(one.subOrderId) === subOrderId,
  );
  if (!line) throw new WeidianError('unknownItem', '订单中没有该商品');
  return line;
}
