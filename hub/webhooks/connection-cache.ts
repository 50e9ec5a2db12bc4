import type { SalesChannel } from '../../connectors/contract.ts';
import { findChannel } from '../../connectors/registry.ts';
import { isUuid } from '../../domain/ids.ts';
import { readConnection, type StoredConnection } from '../../prisma/store/connections.ts';
import type { Database } from '../../prisma/store/database.ts';

/** A changed key or a new shop is seen at the door within this time. */
const FRESH_MS = 3_000;
/** What does not fit is looked at again at most this often. */
const READ_AGAIN_MS = 500;
const ENTRIES_MAX = 10_000;

export interface OpenConnection {
  stored: StoredConnection;
  channel: SalesChannel;
  config: unknown;
  /** Pushes signed with what came before are taken until then. */
  previous: { config: unknown; until: Date } | null;
}

interface Entry {
  value: Promise<OpenConnection | null>;
  /** What `value` became; undefined while it is read. */
  read: OpenConnection | null | undefined;
  readAt: number;
}

/** Connections as the door needs them: decrypted and parsed once in a while instead of at each push. */
export class ConnectionCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly database: Database) {}

  /** Null when there is no such connection on this platform. `fresh` skips the cache. */
  find(platform: string, connectionId: string, { fresh = false } = {}): Promise<OpenConnection | null> {
    if (!isUuid(connectionId)) return Promise.resolve(null);
    const now = Date.now();
    const known = this.entries.get(connectionId);
    if (known && !fresh && now - known.readAt < FRESH_MS)
      return known.value.then((value) => ofPlatform(value, platform));
    if (this.entries.size >= ENTRIES_MAX) this.entries.clear();
    const value = this.read(connectionId);
    const entry: Entry = { value, read: undefined, readAt: now };
    this.entries.set(connectionId, entry);
    value.then(
      (connection) => (entry.read = connection),
      () => this.entries.delete(connectionId),
    );
    return value.then((connection) => ofPlatform(connection, platform));
  }

  /** As `find` for a connection that was read a moment ago, without waiting; undefined when it has to be looked for. */
  known(platform: string, connectionId: string): OpenConnection | undefined {
    const entry = this.entries.get(connectionId);
    if (!entry?.read || Date.now() - entry.readAt >= FRESH_MS) return undefined;
    return ofPlatform(entry.read, platform) ?? undefined;
  }

  /** As `find`, read again unless that was done a moment ago: forged pushes must not become as many queries. */
  findNewer(platform: string, connectionId: string): Promise<OpenConnection | null> {
    const readAt = this.entries.get(connectionId)?.readAt ?? 0;
    return this.find(platform, connectionId, { fresh: Date.now() - readAt >= READ_AGAIN_MS });
  }

  /** After a change by this process; others see it when their entry is no longer fresh. */
  forget(connectionId: string): void {
    this.entries.delete(connectionId);
  }

  private async read(connectionId: string): Promise<OpenConnection | null> {
    const stored = await readConnection(this.database.system, this.database.cipher, connectionId);
    const channel = stored && findChannel(stored.platform);
    if (!stored || !channel) return null;
    const { config, previous } = stored;
    return {
      stored,
      channel,
      config: channel.parseConfig(config),
      previous: previous && { config: channel.parseConfig(previous.config), until: previous.until },
    };
  }
}

function ofPlatform(connection: OpenConnection | null, platform: string): OpenConnection | null {
  return connection?.channel.platform === platform ? connection : null;
}
