import { Context } from '@temporalio/activity';
import type { PollCursor } from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import type { PhonePage } from '../../connectors/goods-and-bills.ts';
import type { Database } from '../../prisma/store/database.ts';
import type { CoalescedNotify } from '../../prisma/store/notify.ts';
import { saveRealPhone } from '../../prisma/store/order-contacts.ts';
import { endRealPhoneRequest, readRealPhoneRequest } from '../../prisma/store/real-phone-requests.ts';
import { toActivityError } from '../activity-errors.ts';
import { fromSystem } from '../order/order-decisions.ts';
import { recordChange, withOrder } from '../order/order-record.ts';
import { type OpenShop, shopOpener } from '../shop-access.ts';
import type { RealPhoneRef } from './real-phone.messages.ts';

/** More open orders than these pages hold are no shop's. */
const PAGES_MAX = 20;

export type RealPhoneActivities = ReturnType<typeof createRealPhoneActivities>;

/** Fetches customers' own numbers, one order at a time: the other numbers that the platform lists are not kept. */
export function createRealPhoneActivities(database: Database, ordersChanged: CoalescedNotify) {
  const { cipher } = database;
  const open = shopOpener(database);

  return {
    /** Keeps the number sealed with the order, and in the timeline who asked for it and why. */
    async fetchRealPhone({ merchantId, requestId }: RealPhoneRef): Promise<void> {
      const request = await database.withMerchantSql(merchantId, (client) => readRealPhoneRequest(client, requestId));
      if (!request || request.state !== 'asked') return;
      const order = { merchantId, shopId: request.shopId, platformOrderId: request.platformOrderId };
      const shop = await withOrder(database, order, open);
      const { cancellationSignal } = Context.current();
      const phone = await findPhone(shop, order.platformOrderId, cancellationSignal).catch((error: unknown) => error);
      if (phone instanceof ConnectorError && (phone.kind === 'rejected' || phone.kind === 'unauthorized')) {
        const { platformCode = null, platformMessage = null } = phone;
        const end = { state: 'failed', platformCode, platformMessage } as const;
        return database.withMerchantSql(merchantId, (client) => endRealPhoneRequest(client, requestId, end));
      }
      if (typeof phone !== 'string' && phone !== null) throw toActivityError(phone);
      await withOrder(database, order, async (client, context) => {
        await endRealPhoneRequest(client, requestId, { state: phone === null ? 'none' : 'found' });
        if (phone === null) return;
        await saveRealPhone(client, cipher, request.orderId, phone);
        const { actor, reason } = request;
        const event = { kind: 'real_phone_fetched', occurredAt: new Date(), actor, detail: { reason } } as const;
        await recordChange(client, cipher, order.platformOrderId, context, [
          { ...fromSystem([event]), source: 'command' },
        ]);
      });
      ordersChanged.send(merchantId);
    },

    async noteRealPhoneFailure({ merchantId, requestId }: RealPhoneRef): Promise<void> {
      await database.withMerchantSql(merchantId, (client) =>
        endRealPhoneRequest(client, requestId, { state: 'failed' }),
      );
    },
  };
}

/** @returns null where the platform lists no number for the order. @throws ConnectorError */
async function findPhone(
  { channel, access }: OpenShop,
  platformOrderId: string,
  signal: AbortSignal,
): Promise<string | null> {
  let cursor: PollCursor | null = null;
  for (let pages = 0, more = true; more && pages < PAGES_MAX; pages += 1) {
    const page: PhonePage | undefined = await channel.fetchRealPhones?.(access, cursor, signal);
    const found = page?.phones.find((one) => one.platformOrderId === platformOrderId);
    if (!page || found) return found?.phone ?? null;
    ({ cursor, more } = page);
  }
  return null;
}
