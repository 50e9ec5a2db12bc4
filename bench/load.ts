import { performance } from 'node:perf_hooks';
import { quantile, rounded } from './figure.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import type { SeededShop } from '../prisma/seed.ts';
import { PushMaker, type PushTarget } from './pushes.ts';
import { SandboxPushes } from './sandbox-pushes.ts';

/** Asks for a volley of pushes, each of another order. */
export interface LoadOrder {
  /** The first platform's pushes are made here, others' are caught from the sandbox. */
  target: PushTarget | SeededShop;
  /** The port that is shot at; the pushes are signed for `target` all the same. */
  port: number;
  connections: number;
  pushes: number;
}

export interface LoadResult {
  perSecond: number;
  /** Answers with HTTP 200. */
  acked: number;
  p50Ms: number;
  p99Ms: number;
}

/** Makes and signs all pushes first, so that the measured time holds nothing but sending and waiting. */
async function fire({ target, port, connections, pushes }: LoadOrder): Promise<LoadResult> {
  const requests = await makeRequests(target, pushes);
  const senders = await Promise.all(Array.from({ length: connections }, () => KeepAliveSender.open(port)));
  const times: number[] = [];
  let acked = 0;
  let next = 0;
  const started = performance.now();
  await Promise.all(
    senders.map(async (sender) => {
      for (let request = requests[next++]; request; request = requests[next++]) {
        const sentAt = performance.now();
        const { status } = await sender.send(request);
        times.push(performance.now() - sentAt);
        // What is acked is counted in the database afterwards.
        if (status === 200) acked += 1;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const sender of senders) sender.close();
  return {
    perSecond: acked / seconds,
    acked,
    p50Ms: rounded(quantile(times, 0.5), 2),
    p99Ms: rounded(quantile(times, 0.99), 2),
  };
}

const { pushes: sandboxPushes, port } = await SandboxPushes.open();

function makeRequests(target: LoadOrder['target'], count: number): Buffer[] | Promise<Buffer[]> {
  if ('platform' in target) return sandboxPushes.take(target, count);
  const maker = new PushMaker(target);
  return Array.from({ length: count }, () => maker.paid().request);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (order: LoadOrder) => {
  fire(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ type: 'ready', port });
