import { vouchersOfTaking } from '../../../prisma/store/taken-vouchers.ts';
import { readTaking } from '../../../prisma/store/voucher-takings.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { takingJson } from './voucher-json.ts';

export const getVoucherTaking: Operation<'getVoucherTaking'> = async ({ path }, identity, { database }) => {
  const { takingId } = path;
  const found = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const taking = await readTaking(client, takingId);
    return taking && takingJson(taking, await vouchersOfTaking(client, takingId));
  });
  if (!found) throw new Problem('not-found', 'There is no such taking.');
  return { status: 200, body: found };
};
