import { dismiss } from '../../../prisma/store/parked-messages.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

export const dismissParkedMessage: Operation<'dismissParkedMessage'> = async (
  { path, body },
  identity,
  { database },
) => {
  const dismissed = await database.withMerchantSql(identity.merchant.id, (client) =>
    dismiss(client, path.messageId, identity.name, body?.reason ?? ''),
  );
  if (!dismissed) throw new Problem('not-found', 'There is no such parked message.');
  return { status: 204 };
};
