import { randomUUID } from 'node:crypto';
import { applyFields, fieldValue } from '../../../connectors/connection-setup.ts';
import type { SalesChannel } from '../../../connectors/contract.ts';
import { findChannel } from '../../../connectors/registry.ts';
import { type ConnectionView, insertConnection, listConnections } from '../../../prisma/store/connection-changes.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { baseUrlOf, connectionJson } from './connection-json.ts';
import { mustBeUsable, mustFitFields } from './usable-config.ts';

export const createConnection: Operation<'createConnection'> = async ({ body }, identity, context) => {
  const { platform = '', credentials = {}, target = 'platform' } = body ?? {};
  const channel = findChannel(platform);
  if (!channel) throw invalid('platform', 'There is no such platform.');
  const baseUrl = baseUrlOf(context, platform, target);
  if (baseUrl === null) throw invalid('target', 'This hub has no sandbox.');
  mustFitFields(channel, credentials, true);
  const config = applyFields({ baseUrl }, credentials);
  mustBeUsable(channel, config);
  const { database } = context;
  const merchantId = identity.merchant.id;
  const id = randomUUID();
  const name = body?.name?.trim() ?? channel.names.zh;
  const lock = `connections ${merchantId}`;
  const view = await database.withMerchantSql(
    merchantId,
    async (client) => {
      const others = await listConnections(client, database.cipher);
      if (others.some((other) => isSameAccount(channel, other, config)))
        throw new Problem('already-there', 'This account is connected already; add the shop to it.');
      await insertConnection(client, database.cipher, { id, merchantId, platform, name, config });
      return (await listConnections(client, database.cipher, id))[0];
    },
    { lock },
  );
  if (!view) throw new Problem('not-found', 'There is no such connection.');
  return { status: 201, body: connectionJson(context, view) };
};

/** An account has one callback address at its platform, so a second connection of it would wait for pushes in vain. */
function isSameAccount({ platform, setup }: SalesChannel, other: ConnectionView, config: unknown): boolean {
  const names = [
    'baseUrl',
    ...setup.fields.filter(({ secret, required }) => required && !secret).map(({ name }) => name),
  ];
  return (
    other.platform === platform && names.every((name) => fieldValue(other.config, name) === fieldValue(config, name))
  );
}

function invalid(path: string, message: string): Problem {
  return new Problem('invalid-request', message, { errors: [{ path: `/body/${path}`, message }] });
}
