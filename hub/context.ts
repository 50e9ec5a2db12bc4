import type { Client as TemporalClient } from '@temporalio/client';
import type { Logger } from 'pino';
import type { OutgoingGuard } from '../connectors/outgoing-address.ts';
import type { Database } from '../prisma/store/database.ts';
import type { Access } from './access.ts';
import type { PlatformAccess } from './platform-access.ts';
import type { Config } from './config.ts';
import type { LiveOrders } from './live/live-orders.ts';
import type { Metrics } from './metrics.ts';
import type { RateLimit } from './rate-limit.ts';
import type { MessageIntake } from './webhooks/message-intake.ts';
import type { ClockSkew } from './webhooks/clock-skew.ts';
import type { RefusedPushes } from './webhooks/refused-pushes.ts';
import type { ConnectionCache } from './webhooks/connection-cache.ts';

/** Everything a request may need, passed explicitly. */
export interface HubContext {
  config: Config;
  log: Logger;
  database: Database;
  temporal: TemporalClient;
  access: Access;
  rates: RateLimit;
  intake: MessageIntake;
  connections: ConnectionCache;
  /** What calls to a platform need of any connection, shared by all processes. */
  accessTo: PlatformAccess;
  clockSkew: ClockSkew;
  refusedPushes: RefusedPushes;
  live: LiveOrders;
  metrics: Metrics;
  /** Judges addresses that people type in. */
  outgoing: OutgoingGuard;
  /** The address under which platforms and people reach the hub, without a slash at the end. Known once it listens. */
  publicUrl(): string;
}
