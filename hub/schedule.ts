import { isPulled } from '../connectors/registry.ts';
import { readHeads } from '../prisma/store/audit.ts';
import { eraseOldBodies } from '../prisma/store/erasure.ts';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import cron, { type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import { addDays, businessDay, daysBetween, PLATFORM_ZONE } from '../domain/business-day.ts';
import { catchUp } from './catch-up.ts';
import { POLL_WORKFLOW, pollWorkflowId, type ShopRef } from '../workflows/sync/sync.messages.ts';
import { type ReconcileParts, startReconcile } from './start-reconcile.ts';

/** The nightly sweep looks back over this many days: refunds and completions of yesterday's orders come late. */
const SWEEP_DAYS = 3;
/** Once a day, so that a log kept elsewhere tells where each record of acts stood. */
const AUDIT_HEADS_CRON = '10 0 * * *';

/** In the quiet hours, after the sweep. */
const ERASE_CRON = '10 5 * * *';
/** So many at a time hold no lock for long. */
const ERASE_BATCH = 500;

export interface ScheduleParts extends ReconcileParts {
  log: Logger;
  /** Null never ticks. */
  pollCron: string | null;
  sweepCron: string | null;
  /** How long the body of a message is kept after it came, in days. */
  retainRawDays: number;
}

/** Ticks of the clock become workflows. Every process may tick: the workflow ids make one of many. */
export class Schedule {
  private readonly tasks: ScheduledTask[] = [];

  constructor(private readonly parts: ScheduleParts) {}

  start(): void {
    const { pollCron, sweepCron, log } = this.parts;
    const guarded = (name: string, run: () => Promise<unknown>) => () => {
      run().catch((error: unknown) => log.warn({ err: error, name }, 'tick failed, the next one tries again'));
    };
    // A restored database waits for its first worker.
    guarded('catch up', () => this.catchUp())();
    this.tasks.push(
      cron.schedule(
        AUDIT_HEADS_CRON,
        guarded('audit heads', () => this.logAuditHeads()),
      ),
    );
    this.tasks.push(
      cron.schedule(
        ERASE_CRON,
        guarded('erase old bodies', () => this.eraseOldBodies()),
        { timezone: PLATFORM_ZONE },
      ),
    );
    if (pollCron)
      this.tasks.push(
        cron.schedule(
          pollCron,
          guarded('poll', () => this.pollAll()),
        ),
      );
    if (sweepCron) {
      this.tasks.push(
        cron.schedule(
          sweepCron,
          guarded('sweep', () => this.sweepAll()),
          { timezone: PLATFORM_ZONE },
        ),
      );
    }
  }

  /** An anchor for the poor: what a log that nobody rewrites has seen cannot be cut off unnoticed. */
  async logAuditHeads(): Promise<void> {
    for (const { merchantId, sequence, hash } of await readHeads(this.parts.database.system))
      this.parts.log.info({ merchantId, sequence: String(sequence), hash }, 'record of acts stands at');
  }

  /** Raw messages are kept for disputes and not for ever. @returns how many bodies were taken out. */
  async eraseOldBodies(now: Date = new Date()): Promise<number> {
    const { database, retainRawDays, log } = this.parts;
    const before = new Date(now.getTime() - retainRawDays * 24 * 3600_000);
    let erased = 0;
    for (;;) {
      const some = await eraseOldBodies(database.system, database.cipher, before, ERASE_BATCH);
      erased += some;
      if (some < ERASE_BATCH) break;
    }
    if (erased > 0) log.info({ erased, before }, 'bodies of old messages were erased');
    return erased;
  }

  async stop(): Promise<void> {
    await Promise.all(this.tasks.map(async (task) => task.destroy()));
  }

  /** Does what a restore left to do; what fails is tried again with the next poll. */
  async catchUp(): Promise<void> {
    await catchUp(this.parts, await this.shops());
  }

  async pollAll(): Promise<void> {
    await this.catchUp();
    for (const shop of await this.outsideShops()) await startPoll(this.parts, shop);
  }

  async sweepAll(now: Date = new Date()): Promise<void> {
    const today = businessDay(now, PLATFORM_ZONE);
    const days = daysBetween(addDays(today, -SWEEP_DAYS), addDays(today, -1));
    for (const shop of await this.outsideShops()) await this.startRunOf(shop, 'sweep', days);
  }

  /** Starts a sweep or back-fill, or finds the one under way. @param days `2026-11-23`, oldest first, at least one. */
  async startRunOf(shop: ShopRef, kind: 'sweep' | 'backfill', days: string[]): Promise<{ id: string; isNew: boolean }> {
    return startReconcile(this.parts, shop, kind, days);
  }

  /** Those whose platform can be asked. */
  private async outsideShops(): Promise<ShopRef[]> {
    return (await this.shops()).filter((shop) => shop.isPulled);
  }

  private async shops(): Promise<(ShopRef & { isPulled: boolean })[]> {
    const { rows } = await this.parts.database.system.query<{ id: string; merchant_id: string; platform: string }>(
      'SELECT id, merchant_id, platform FROM shops WHERE paused_at IS NULL ORDER BY id',
    );
    return rows.map(({ id, merchant_id: merchantId, platform }) => {
      return { shopId: id, merchantId, isPulled: isPulled(platform) };
    });
  }
}

/** One poll of a shop, unless one is under way. */
export async function startPoll(
  { workflows, taskQueue }: Pick<ScheduleParts, 'workflows' | 'taskQueue'>,
  shop: ShopRef,
): Promise<void> {
  try {
    await workflows.start(POLL_WORKFLOW, { workflowId: pollWorkflowId(shop.shopId), taskQueue, args: [shop] });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
