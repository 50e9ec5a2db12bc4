import { noteRefusedPushes } from '../../prisma/store/connection-changes.ts';
import type { Database } from '../../prisma/store/database.ts';

/** Anybody may send forged pushes; however many come, the database is told once in this time. */
const NOTE_INTERVAL_MS = 2_000;
const CONNECTIONS_MAX = 10_000;

/** Remembers of which connection a push was refused for its signature, so that the shops page can say that a secret may be wrong. */
export class RefusedPushes {
  private readonly refused = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  note(connectionId: string, at: Date): void {
    if (this.refused.size < CONNECTIONS_MAX) this.refused.set(connectionId, at);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.write();
    }, NOTE_INTERVAL_MS);
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    if (this.refused.size === 0) return;
    const refused = new Map(this.refused);
    this.refused.clear();
    await noteRefusedPushes(this.database, refused).catch(this.onError);
  }
}
