import type { PollCursor, SalesChannel, ShopAccess } from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';

/** A bill of more pages than this is no bill of a day. */
const PAGES_MAX = 500;

/**
 * The whole bill of a business day, read before any of it is kept: half a bill would look as if rows had gone.
 * @returns why it could not be read, where the platform said so; null where the platform has no bills.
 */
export async function readBill(
  channel: SalesChannel,
  access: ShopAccess,
  day: string,
  signal: AbortSignal,
): Promise<{ rows: string[] } | { failure: string } | null> {
  if (!channel.fetchBill) return null;
  const rows: string[] = [];
  let cursor: PollCursor | null = null;
  try {
    for (let pages = 1, more = true; more; pages += 1) {
      if (pages > PAGES_MAX) return { failure: 'the platform lists rows without end' };
      const page = await channel.fetchBill(access, day, cursor, signal);
      rows.push(...page.rows);
      ({ cursor, more } = page);
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { failure: error.message };
  }
  return { rows };
}
