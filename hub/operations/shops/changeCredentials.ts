import { ConnectorError } from '../../../connectors/errors.ts';
import { channelOf } from '../../../connectors/registry.ts';
import { readConnection, replaceConfig } from '../../../prisma/store/connections.ts';
import type { Operation } from '../../operation.ts';
import { mustBeCallable } from '../../outgoing-url.ts';
import { Problem } from '../../problem.ts';

const OVERLAP_SECONDS = 24 * 3600;

export const changeCredentials: Operation<'changeCredentials'> = async ({ path, body }, identity, context) => {
  const { connectionId } = path;
  const { cipher } = context.database;
  const { credentials = {}, overlapSeconds = OVERLAP_SECONDS } = body ?? {};
  const until = await context.database.withMerchantSql(identity.merchant.id, async (client) => {
    const stored = await readConnection(client, cipher, connectionId);
    if (!stored) return null;
    const config = { ...(stored.config as Record<string, unknown>), ...credentials };
    mustBeUsable(stored.platform, config);
    // The addresses of platforms are typed in as well; what is there already was judged, or came with the installation.
    for (const [name, value] of Object.entries(credentials))
      if (typeof value === 'string' && /^[a-z]+:\/\//i.test(value))
        mustBeCallable(context, value, `/body/credentials/${name}`);
    return replaceConfig(client, cipher, connectionId, config, overlapSeconds);
  });
  if (!until) throw new Problem('not-found', 'There is no such connection.');
  context.connections.forget(connectionId);
  return { status: 200, body: { oldAcceptedUntil: until.toISOString() } };
};

/** @throws Problem that names the field; the connector's words never repeat a value. */
function mustBeUsable(platform: string, config: unknown): void {
  try {
    channelOf(platform).parseConfig(config);
  } catch (error) {
    if (error instanceof ConnectorError) throw new Problem('invalid-request', error.message);
    throw error;
  }
}
