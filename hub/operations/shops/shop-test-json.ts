import { AddressError, OutgoingGuard } from '../../../connectors/outgoing-address.ts';
import { channelOf, isPulled } from '../../../connectors/registry.ts';
import { type TestStep, testSteps } from '../../../domain/shop-test.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import type { ShopRow } from '../../../prisma/store/shops.ts';
import type { HubContext } from '../../context.ts';
import type { ConnectionTarget } from '../connections/connection-json.ts';

/** @param target a pretended platform runs beside the hub and reaches any address of it. */
export function shopTestJson(
  context: HubContext,
  row: ShopRow,
  target: ConnectionTarget,
): components['schemas']['ShopTest'] {
  const address = row.registered_base_url ?? context.publicUrl();
  const steps = testSteps({
    testedAt: row.tested_at,
    trouble: row.test_trouble,
    // Some accounts of a platform have one although most need none.
    usesTokens: channelOf(row.platform).setup.usesTokens || row.token_expires_at !== null,
    hasToken: row.token_expires_at !== null,
    lastPushAt: row.last_push_at,
    pushRefusedAt: row.push_refused_at,
    tellsOrders: isPulled(row.platform),
    addressIsPublic: target !== 'platform' || isPublic(address),
    hasOrder: row.order_number !== null,
  });
  return {
    testedAt: row.tested_at?.toISOString() ?? null,
    platformWords: row.test_trouble === null ? null : row.test_words,
    steps: steps.map((step) => ({ ...step, found: foundBy(step, row) })),
  };
}

function foundBy({ step, state }: TestStep, row: ShopRow): string | null {
  if (state !== 'ok') return null;
  switch (step) {
    case 'credentials':
      return null;
    case 'shop':
      return row.test_shop_name;
    case 'token':
      return row.token_expires_at?.toISOString() ?? null;
    case 'push':
      return row.last_push_at?.toISOString() ?? null;
    case 'order':
      return row.order_number;
  }
}

const guard = new OutgoingGuard();

/** Whether a platform out there could call it; which port it uses is the platform's business. */
export function isPublic(url: string): boolean {
  try {
    guard.checkUrl(url);
    return true;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return error.fault !== 'local_name' && error.fault !== 'private_address';
  }
}
