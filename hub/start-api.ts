import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { OutgoingGuard } from '../connectors/outgoing-address.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { readBacklog } from '../prisma/store/backlog.ts';
import { openDatabase } from '../prisma/store/database.ts';
import { openKeyring } from '../prisma/store/keyring.ts';
import { CoalescedNotify, INBOX_CHANNEL, ORDERS_CHANNEL } from '../prisma/store/notify.ts';
import { openPlatformAccess } from './platform-access.ts';
import { openTemporal } from '../workflows/client.ts';
import { Access } from './access.ts';
import { createApp } from './app.ts';
import { logCalls } from './call-log.ts';
import { watchBacklog } from './backlog-metrics.ts';
import { type Config, localUrl } from './config.ts';
import type { HubContext } from './context.ts';
import { endSoon } from './finish-server.ts';
import { LiveOrders } from './live/live-orders.ts';
import { createMetrics } from './metrics.ts';
import { RateLimit } from './rate-limit.ts';
import { readSpec } from './spec.ts';
import { ClockSkew } from './webhooks/clock-skew.ts';
import { ConnectionCache } from './webhooks/connection-cache.ts';
import { RefusedPushes } from './webhooks/refused-pushes.ts';
import { MessageIntake } from './webhooks/message-intake.ts';

const PAGES_DIR = fileURLToPath(new URL('../dist/admin-ui', import.meta.url));

/** Settings of a part that talks to a database and a Temporal server. */
export type ConnectedConfig = Config & { secretKey: string; databaseUrl: string; temporalAddress: string };

export interface RunningApi {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Role `api`: the door for pushes, the API, the live stream and the pages. Starts, and takes pushes, while Temporal is away. */
export async function startApi(config: ConnectedConfig, log: Logger): Promise<RunningApi> {
  const keyring = await openKeyring(config.databaseUrl, Buffer.from(config.secretKey, 'base64'));
  const database = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    cipher: createCipher(keyring),
    onIdleError: (error) => log.warn({ err: error }, 'idle database connection lost'),
  });
  const unfollow = keyring.follow(database.system, (error) => log.warn({ err: error }, 'keys not read anew'));
  const temporal = openTemporal(config.temporalAddress, config.temporalNamespace);
  const endCallLog = logCalls(log);
  const metrics = createMetrics();
  watchBacklog(metrics.registry, () => readBacklog(database.system));
  const warn = (what: string) => (error: unknown) => log.warn({ err: error }, what);
  const inboxFilled = new CoalescedNotify(
    database.hints,
    INBOX_CHANNEL,
    warn('dispatcher not woken, its sweep will find the messages'),
  );
  const onBatch = (size: number) => metrics.intakeBatch.observe(size);
  const ordersChanged = new CoalescedNotify(
    database.hints,
    ORDERS_CHANNEL,
    warn('live pages not woken, their sweep will look'),
  );
  const intake = new MessageIntake(
    database,
    inboxFilled,
    ordersChanged,
    onBatch,
    warn('last push of shops not written'),
  );
  const access = new Access(database, readSpec()['x-scopes']);
  const live = new LiveOrders({ database, access, metrics, log });
  const refusedPushes = new RefusedPushes(database, warn('refused pushes not noted'));
  let url = config.publicUrl ?? '';
  const context: HubContext = {
    config,
    log,
    database,
    temporal: temporal.client,
    access,
    rates: new RateLimit(database.hints, log),
    intake,
    connections: new ConnectionCache(database),
    accessTo: openPlatformAccess(database),
    refusedPushes,
    clockSkew: new ClockSkew(metrics, log),
    live,
    metrics,
    outgoing: new OutgoingGuard({ allowedHosts: config.outgoingAllowedHosts, dnsServers: config.outgoingDnsServers }),
    publicUrl: () => url,
  };
  const server = createServer(await createApp(context, { pagesDir: PAGES_DIR }));
  const finish = endSoon(server);
  await live.start();
  const port = await listen(server, config);
  url ||= localUrl(config.host, port);
  log.info({ url, port }, 'hub listens');
  return {
    url,
    port,
    close: async () => {
      const finished = finish();
      await live.close();
      await finished;
      await intake.close();
      await refusedPushes.close();
      await temporal.close();
      endCallLog();
      unfollow();
      await database.close();
    },
  };
}

function listen(server: Server, { port, host }: Config): Promise<number> {
  // Longer than the usual 60 s of a proxy in front, so that the proxy never writes into a connection that we are closing.
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
