import { applyFields } from '../../../connectors/connection-setup.ts';
import { channelOf } from '../../../connectors/registry.ts';
import { readConnection, replaceConfig } from '../../../prisma/store/connections.ts';
import type { Operation } from '../../operation.ts';
import { mustBeCallable } from '../../outgoing-url.ts';
import { Problem } from '../../problem.ts';
import { mustBeUsable, mustFitFields } from '../connections/usable-config.ts';

const OVERLAP_SECONDS = 24 * 3600;

export const changeCredentials: Operation<'changeCredentials'> = async ({ path, body }, identity, context) => {
  const { connectionId } = path;
  const { cipher } = context.database;
  const { credentials = {}, overlapSeconds = OVERLAP_SECONDS } = body ?? {};
  const until = await context.database.withMerchantSql(identity.merchant.id, async (client) => {
    const stored = await readConnection(client, cipher, connectionId);
    if (!stored) return null;
    const channel = channelOf(stored.platform);
    mustFitFields(channel, credentials, false);
    const config = applyFields(stored.config as Record<string, unknown>, credentials);
    mustBeUsable(channel, config);
    // An address among them is one that people typed in.
    for (const [name, value] of Object.entries(credentials))
      if (/^[a-z]+:\/\//i.test(value)) mustBeCallable(context, value, `/body/credentials/${name}`);
    return replaceConfig(client, cipher, connectionId, config, overlapSeconds);
  });
  if (!until) throw new Problem('not-found', 'There is no such connection.');
  context.connections.forget(connectionId);
  return { status: 200, body: { oldAcceptedUntil: until.toISOString() } };
};
