import { confirmFactor } from '../../../prisma/store/second-factor.ts';
import { tellAccessChanged } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { takeCode } from './second-factor-code.ts';

export const confirmSecondFactor: Operation<'confirmSecondFactor'> = async ({ body }, identity, context) => {
  if (identity.secondFactor) throw new Problem('already-exists', 'It is confirmed already.');
  const { database } = context;
  const recoveryCodes = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const taken = await takeCode(client, database.cipher, identity.id, body?.code ?? '');
    if (taken !== 'totp')
      throw new Problem('invalid-request', 'The code is wrong or over.', { reasonCode: 'wrong_code' });
    await tellAccessChanged(client, identity.id);
    return confirmFactor(client, identity.merchant.id, identity.id);
  });
  return { status: 200, body: { recoveryCodes } };
};
