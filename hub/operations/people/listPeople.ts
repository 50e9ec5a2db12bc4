import { listPeople as readPeople } from '../../../prisma/store/people.ts';
import type { Operation } from '../../operation.ts';
import { personJson } from './person-json.ts';

export const listPeople: Operation<'listPeople'> = async (_request, identity, { database }) => {
  const rows = await database.withMerchantSql(identity.merchant.id, readPeople);
  return { status: 200, body: { items: rows.map(personJson) } };
};
