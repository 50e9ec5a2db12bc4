import type { Request } from 'express';
import type { SqlClient } from '../../../prisma/store/database.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import { readPasswordHash } from '../../../prisma/store/people.ts';
import type { HubContext } from '../../context.ts';
import { Problem } from '../../problem.ts';
import { guardLogIn } from './log-in-guard.ts';
import { isPassword } from './password-hash.ts';

/**
 * Whoever changes how an account is entered proves again that it is theirs, as at log-in: a browser that was left open is not enough.
 * @throws Problem `forbidden` (`wrong_password`).
 */
export async function mustKnowPassword(
  context: HubContext,
  http: Request,
  identity: Identity,
  password: string,
): Promise<void> {
  const guard = await guardLogIn(context, http, identity.email ?? '');
  const stored = await context.database.withMerchantSql(identity.merchant.id, (client: SqlClient) =>
    readPasswordHash(client, identity.id),
  );
  if (!(await isPassword(stored, password)))
    throw new Problem('forbidden', 'The password is wrong.', { reasonCode: 'wrong_password' });
  await guard.succeeded();
}
