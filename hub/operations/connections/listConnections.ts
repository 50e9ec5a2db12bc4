import { listConnections as readConnections } from '../../../prisma/store/connection-changes.ts';
import type { Operation } from '../../operation.ts';
import { connectionJson } from './connection-json.ts';

export const listConnections: Operation<'listConnections'> = async (_request, identity, context) => {
  const { database } = context;
  const views = await database.withMerchantSql(identity.merchant.id, (client) =>
    readConnections(client, database.cipher),
  );
  return { status: 200, body: { items: views.map((view) => connectionJson(context, view)) } };
};
