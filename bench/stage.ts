import type { BareOrder, BareResult } from './bare-worker.ts';
import { type BenchHub, startHub } from './hub.ts';
import { inParallel } from './in-parallel.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import { LiveStream } from './live-stream.ts';
import { CpuMeter } from './process-cost.ts';
import { type Push, PushMaker } from './pushes.ts';
import type { BenchServers } from './servers.ts';

/** What figures about whole lives of orders are measured on: a hub that is watched, and beside it the bare workflow. */
export class Stage {
  private constructor(
    readonly hub: BenchHub,
    readonly live: LiveStream,
    readonly maker: PushMaker,
    readonly productCost: CpuMeter,
    readonly bareCost: CpuMeter,
    private readonly bare: Awaited<ReturnType<BenchServers['start']>>,
    private readonly senders: KeepAliveSender[],
  ) {}

  /** @param atOnce how many orders live at the same time. */
  static async open(servers: BenchServers, atOnce: number): Promise<Stage> {
    const [postgres, temporal] = await Promise.all([servers.postgres(), servers.temporal()]);
    const bare = await servers.start('bench/bare-worker.ts', { TEMPORAL_ADDRESS: temporal.address });
    const hub = await startHub(servers, { worker: true });
    const { api, worker } = hub;
    const product = { api: api.pid, worker: worker?.pid ?? 0, postgres: postgres.pid, temporal: temporal.pid };
    return new Stage(
      hub,
      await LiveStream.open(hub),
      new PushMaker(hub.target),
      new CpuMeter(product),
      new CpuMeter({ worker: bare.pid, temporal: temporal.pid }),
      bare,
      await Promise.all(Array.from({ length: atOnce }, () => KeepAliveSender.open(api.port))),
    );
  }

  /** Sends the pushes of many orders, those of one order in turn. @param each around every push. */
  async sendAll(lives: readonly Push[][], each: (push: Push, send: () => Promise<void>) => Promise<void>) {
    await inParallel(lives.length, this.senders.length, async (index) => {
      const sender = this.senders.pop();
      if (!sender) throw new Error('no connection is free');
      for (const push of lives[index] ?? []) {
        await each(push, async () => {
          const { status } = await sender.send(push.request);
          if (status !== 200) throw new Error(`a push was answered with ${status}`);
        });
      }
      this.senders.push(sender);
    });
  }

  /** @returns bare orders per second. */
  askBare(order: Omit<BareOrder, 'atOnce'>): Promise<number> {
    const run = async () => (await this.bare.ask<BareResult>({ ...order, atOnce: this.senders.length })).perSecond;
    return this.bareCost.during(order.count, run);
  }

  /** Processor time of one order on both sides. */
  costs(): { productCpuMs: Record<string, number>; bareCpuMs: Record<string, number> } {
    return { productCpuMs: this.productCost.perThing(), bareCpuMs: this.bareCost.perThing() };
  }

  async close(): Promise<void> {
    this.live.close();
    for (const sender of this.senders) sender.close();
    await Promise.all([this.hub.end(), this.bare.end()]);
  }
}
