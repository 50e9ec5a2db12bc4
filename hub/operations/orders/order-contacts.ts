import { findChannel } from '../../../connectors/registry.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import type { OrderContacts } from '../../../prisma/store/order-contacts.ts';
import type { OrderRow } from '../../../prisma/store/order-views.ts';
import { maskName, maskPhone } from '../../masking.ts';
import { may } from '../../permissions.ts';

type OrderDetail = components['schemas']['OrderDetail'];

/** Whom one can call about an order, masked for those who have no call to make. */
export function contactsJson(
  identity: Identity,
  row: Pick<OrderRow, 'platform' | 'state'>,
  { courier, realPhone }: OrderContacts,
): Pick<OrderDetail, 'courier' | 'realPhone' | 'mayFetchRealPhone'> {
  const meetsCouriers = may(identity, 'customers:read');
  const callsCustomers = may(identity, 'customers:reveal');
  return {
    courier: courier && {
      name: meetsCouriers ? courier.name : maskName(courier.name),
      phone: meetsCouriers ? courier.phone : maskPhone(courier.phone),
    },
    realPhone: realPhone && {
      phone: callsCustomers ? realPhone.phone : (maskPhone(realPhone.phone) ?? ''),
      fetchedAt: realPhone.fetchedAt.toISOString(),
    },
    mayFetchRealPhone: callsCustomers && whyNoRealPhone(row) === null,
  };
}

/** Platforms give the numbers of orders that are paid and not over. Null when this is one. */
export function whyNoRealPhone({
  platform,
  state,
}: Pick<OrderRow, 'platform' | 'state'>): components['schemas']['ReasonCode'] | null {
  if (!findChannel(platform)?.fetchRealPhones) return 'no_such_call_on_platform';
  switch (state) {
    case 'placed':
      return 'not_paid';
    case 'completed':
      return 'already_completed';
    case 'cancelled':
      return 'already_cancelled';
    case 'paid':
    case 'accepted':
      return null;
  }
}
