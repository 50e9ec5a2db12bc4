import { listActs } from '../../../prisma/store/audit.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { auditEntryJson, filtersOf } from './audit-entry-json.ts';

export const listAuditEntries: Operation<'listAuditEntries'> = async ({ query }, identity, { database }) => {
  const { cursor, limit = 50, ...filters } = query;
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor))
    throw new Problem('invalid-request', '`cursor` is not a `nextCursor` of this list.');
  const rows = await database.withMerchantSql(identity.merchant.id, (client) =>
    listActs(client, {
      ...filtersOf(filters),
      // One more than asked tells whether there is a next page.
      limit: limit + 1,
      ...(cursor === undefined ? {} : { before: BigInt(cursor) }),
    }),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    status: 200,
    body: { items: page.map(auditEntryJson), nextCursor: rows.length > limit && last ? last.sequence : null },
  };
};
