import type { ChangeInput } from '../../domain/order-change.ts';
import type { SqlClient } from '../../prisma/store/database.ts';
import { refusalOf } from '../../prisma/store/database-errors.ts';

export interface Unsavable {
  id: string;
  reason: string;
  detail: string;
}

/** What stands in the way of saving a message and will do so again; null for what may pass (a database that is away, a full disk). */
export function unsavable(error: unknown): string | null {
  if (error instanceof TypeError || error instanceof RangeError) return `the hub cannot apply it (${error.name})`;
  return refusalOf(error);
}

/**
 * Finds the messages that cannot be saved, so that one of them does not block its order for ever: each is tried once more on top of
 * those that can. Nothing of the trial stays.
 */
export async function sortOut(
  client: SqlClient,
  inputs: readonly ChangeInput[],
  save: (inputs: ChangeInput[]) => Promise<unknown>,
): Promise<{ inputs: ChangeInput[]; refused: Unsavable[] }> {
  const good: ChangeInput[] = [];
  const refused: Unsavable[] = [];
  for (const input of inputs) {
    await client.query('SAVEPOINT trial');
    try {
      await save([...good, input]);
      good.push(input);
    } catch (error) {
      const detail = unsavable(error);
      if (detail === null) throw error;
      refused.push({ id: input.messageId ?? '', reason: 'translation_failed', detail });
    }
    await client.query('ROLLBACK TO SAVEPOINT trial');
  }
  return { inputs: good, refused };
}
