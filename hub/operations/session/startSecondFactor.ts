import { writeFactor } from '../../../prisma/store/second-factor.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { mustKnowPassword } from './own-account.ts';
import { totpOf } from './second-factor-code.ts';

export const startSecondFactor: Operation<'startSecondFactor'> = async ({ body, http }, identity, context) => {
  await mustKnowPassword(context, http, identity, body?.password ?? '');
  if (identity.secondFactor) throw new Problem('already-exists', 'Remove the present one first.');
  const totp = totpOf(identity.email ?? '');
  const { database } = context;
  await database.withMerchantSql(identity.merchant.id, (client) =>
    writeFactor(client, database.cipher, identity.id, totp.secret.base32),
  );
  return { status: 200, body: { secret: totp.secret.base32, uri: totp.toString() } };
};
