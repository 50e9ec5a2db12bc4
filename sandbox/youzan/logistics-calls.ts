import type { ApiCall, CallContext } from './api-calls.ts';
import {
  integer,
  missing,
  objectList,
  optionalObject,
  optionalText,
  requiredLong,
  requiredText,
} from './body-fields.ts';
import { couriers, SENDER_NEEDED_BY } from './couriers.ts';
import { YouzanError } from './errors.ts';
import type { YouzanOrder } from './orders.ts';

const CHANGE_WITHIN_MS = 24 * 3_600_000;

export const logisticsCalls: Readonly<Record<string, ApiCall>> = {
  'youzan.logistics.express.get': {
    versions: ['3.0.0'],
    run: () => ({ allExpress: couriers }),
  },
  'youzan.logistics.online.confirm': {
    versions: ['3.0.0'],
    run: (context) => {
      const order = tradeFor(context);
      const oids = optionalText(context.fields, 'oids')
        ?.split(',')
        .map((oid) => oid.trim())
        .filter((oid) => oid !== '');
      const byNobody = integer(context.fields, 'is_no_express', { min: 0, max: 1, otherwise: 0 }) === 1;
      const waybill = byNobody ? { expressId: 0, expressNo: '' } : readWaybill(context);
      context.world.ship(order, { ...waybill, ...(oids && oids.length > 0 ? { oids } : {}) });
      return { is_success: true };
    },
  },
  'youzan.logistics.online.update': {
    versions: ['3.0.0', '3.0.1'],
    run: (context) => {
      const order = tradeFor(context);
      const changes = objectList(context.fields, 'trade_express_modify') ?? [];
      if (changes.length === 0) throw missing('trade_express_modify');
      const shippedAt = order.consignedAt ?? 0;
      const changeable = order.status === 'WAIT_BUYER_CONFIRM_GOODS' && Date.now() - shippedAt <= CHANGE_WITHIN_MS;
      if (!changeable || order.waybillChanged) throw new YouzanError('notShippable', '订单状态不允许修改物流');
      const waybills = changes.map((change) => {
        const distId = requiredLong(change, 'dist_id');
        const shipment = order.shipments.find((one) => one.distId === distId);
        if (!shipment) throw new YouzanError('unknownWaybillOrder', '包裹不存在');
        const expressId = courierId(requiredLong(change, 'express_id'));
        return { shipment, expressId, expressNo: waybillNumber(requiredText(change, 'express_no')) };
      });
      for (const { shipment, ...waybill } of waybills) Object.assign(shipment, waybill);
      order.waybillChanged = true;
      context.world.changed();
      return { is_success: true };
    },
  },
};

/** Delivery is a service of its own, with a code of its own for an order that it does not know. */
function tradeFor({ world, shop, fields }: CallContext): YouzanOrder {
  const order = world.orders.find(requiredText(fields, 'tid'));
  if (!order || order.kdtId !== shop.kdtId) throw new YouzanError('unknownWaybillOrder', '订单不存在');
  return order;
}

function readWaybill({ fields }: CallContext): { expressId: number; expressNo: string } {
  const expressId = courierId(requiredText(fields, 'out_stype'));
  const expressNo = waybillNumber(requiredText(fields, 'out_sid'));
  const sender = optionalObject(fields, 'outer_sender');
  if (SENDER_NEEDED_BY.includes(expressId) && !(sender && optionalText(sender, 'sender_mobile'))) {
    throw missing('outer_sender.sender_mobile');
  }
  return { expressId, expressNo };
}

function courierId(text: string): number {
  const courier = couriers.find(({ id }) => String(id) === text);
  if (!courier) throw new YouzanError('badValue', `物流公司不存在: ${text}`);
  return courier.id;
}

function waybillNumber(text: string): string {
  if (!/^[A-Za-z0-9-]{4,40}$/.test(text)) throw new YouzanError('badWaybill', '物流单号只能包含字母和数字');
  return text;
}
