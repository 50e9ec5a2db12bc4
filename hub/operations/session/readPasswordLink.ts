import { findLink } from '../../../prisma/store/password-links.ts';
import type { OpenOperation } from '../../operation.ts';
import { noSuchLink } from './password-link-problem.ts';

export const readPasswordLink: OpenOperation<'readPasswordLink'> = async ({ body }, { database }) => {
  const link = await findLink(database.system, body?.token ?? '');
  if (!link) throw noSuchLink();
  const { purpose, email, personName, merchantName, expiresAt } = link;
  return {
    status: 200,
    body: { purpose, email, name: personName, merchantName, expiresAt: expiresAt.toISOString() },
  };
};
