import type { WorkflowClient } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/store/database.ts';
import {
  type DueEndpoint,
  endToldLease,
  leaseDueEndpoints,
  merchantsWithNews,
  pruneDeliveries,
} from '../prisma/store/webhook-deliveries.ts';
import { fanOut } from '../prisma/store/webhook-outbox.ts';
import { lookForDue, WEBHOOK_WORKFLOW, webhookWorkflowId } from './webhook/webhook.messages.ts';

const SWEEP_MS = 500;
const MERCHANTS_AT_ONCE = 2;
const ENDPOINTS_MAX = 100;
/** A process that dies between lease and signal delays the endpoint by this. */
const LEASE_MS = 10_000;
const SIGNAL_TIMEOUT_MS = 5_000;
const PRUNE_MS = 10 * 60_000;
const PRUNE_ROWS_MAX = 5_000;
/** How long the delivery log is kept. */
const KEPT_MS = 30 * 24 * 3600_000;

export interface WebhookOutboxOptions {
  database: Database;
  workflows: WorkflowClient;
  taskQueue: string;
  log: Logger;
}

/**
 * Turns what has happened into deliveries and wakes the workflows of the endpoints that have something due. Any number may run, and
 * nothing here is remembered: what a crash interrupts, or no Temporal could be told of, the next sweep finds.
 */
export class WebhookOutbox {
  private stopped = false;
  private wake: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private prunedAt = 0;

  constructor(private readonly options: WebhookOutboxOptions) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.running;
  }

  private async run(): Promise<void> {
    const { log } = this.options;
    while (!this.stopped) {
      try {
        await this.fanOutAll();
        await this.tellAll();
        await this.prune();
      } catch (error) {
        log.warn({ err: error }, 'webhooks not looked at, trying again');
      }
      if (!this.stopped) await this.idle();
    }
  }

  private async fanOutAll(): Promise<void> {
    const { database, log } = this.options;
    const merchants = await merchantsWithNews(database.system);
    const next = merchants.values();
    // One merchant's flood holds up one of the hands, and one merchant's trouble is told and left for the next sweep.
    const hand = async () => {
      for (const merchantId of next) {
        if (this.stopped) return;
        await fanOut(database, merchantId).catch((error: unknown) =>
          log.warn({ err: error, merchantId }, 'events not turned into webhooks, trying again'),
        );
      }
    };
    await Promise.all(Array.from({ length: MERCHANTS_AT_ONCE }, hand));
  }

  private async tellAll(): Promise<void> {
    const { database, log } = this.options;
    const due = await leaseDueEndpoints(database.hints, LEASE_MS, ENDPOINTS_MAX);
    await Promise.all(
      due.map(async (endpoint) => {
        try {
          await this.tell(endpoint);
        } catch (error) {
          log.warn({ err: error, endpointId: endpoint.endpointId }, 'webhook workflow could not be told, trying again');
          await endToldLease(database.hints, endpoint.endpointId);
        }
      }),
    );
  }

  private async tell(endpoint: DueEndpoint): Promise<void> {
    const { workflows, taskQueue } = this.options;
    await workflows.withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, () =>
      workflows.signalWithStart(WEBHOOK_WORKFLOW, {
        workflowId: webhookWorkflowId(endpoint.endpointId),
        taskQueue,
        args: [endpoint],
        signal: lookForDue,
      }),
    );
  }

  private async prune(): Promise<void> {
    if (Date.now() - this.prunedAt < PRUNE_MS) return;
    this.prunedAt = Date.now();
    await pruneDeliveries(this.options.database.system, KEPT_MS, PRUNE_ROWS_MAX);
  }

  private async idle(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SWEEP_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
