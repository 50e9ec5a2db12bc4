import { performance } from 'node:perf_hooks';
import { alternate, type Figure, ratioFigure } from './figure.ts';
import { startHub } from './hub.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import { makeKnown } from './known-orders.ts';
import { LiveStream } from './live-stream.ts';
import { CpuMeter } from './process-cost.ts';
import { PushMaker } from './pushes.ts';
import type { BenchServers } from './servers.ts';

const ORDERS = 5_000;
const REQUESTS = 1_000;
const CONNECTIONS = 8;

/**
 * Lists of the newest twenty orders per second, for a person who is logged in, validated and under row-level security, ÷ the bare server
 * with one SELECT of twenty rows of the same table.
 */
export async function measureList(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const postgres = await servers.postgres();
  const hub = await startHub(servers, { worker: true });
  const live = await LiveStream.open(hub);
  await makeKnown(hub, live, new PushMaker(hub.target), ORDERS);
  live.close();
  await hub.worker?.end();
  const bare = await servers.start('bench/bare-list.ts', {
    DATABASE_URL: hub.databaseUrl,
    MERCHANT_ID: hub.merchantId,
  });
  const token = await logIn(hub.api.port, hub.login);
  const fire = async (port: number): Promise<number> => {
    const head = `GET /api/v1/orders?limit=20 HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    return readLists(port, Buffer.from(head, 'latin1'));
  };
  const productCost = new CpuMeter({ api: hub.api.pid, postgres: postgres.pid });
  const bareCost = new CpuMeter({ bare: bare.pid, postgres: postgres.pid });
  const measured = await alternate(
    rounds,
    () => productCost.during(REQUESTS, () => fire(hub.api.port)),
    () => bareCost.during(REQUESTS, () => fire(bare.port)),
  );
  await Promise.all([hub.end(), bare.end()]);
  return [
    ratioFigure('list_ratio', 0.5, measured, {
      orders: ORDERS,
      connections: CONNECTIONS,
      listsPerRound: REQUESTS,
      productCpuMs: productCost.perThing(),
      bareCpuMs: bareCost.perThing(),
    }),
  ];
}

/** @returns lists per second. @throws unless each holds twenty orders. */
async function readLists(port: number, request: Buffer): Promise<number> {
  const senders = await Promise.all(Array.from({ length: CONNECTIONS }, () => KeepAliveSender.open(port)));
  let left = REQUESTS;
  const started = performance.now();
  await Promise.all(
    senders.map(async (sender, index) => {
      for (let first = index === 0; left-- > 0; first = false) {
        const { status, body } = await sender.send(request);
        if (status !== 200) throw new Error(`a list was answered with ${status}`);
        if (first && (JSON.parse(body) as { items: unknown[] }).items.length !== 20)
          throw new Error('not twenty orders');
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const sender of senders) sender.close();
  return REQUESTS / seconds;
}

async function logIn(port: number, login: { email: string; password: string }): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  });
  if (!response.ok) throw new Error(`log-in was answered with ${response.status}`);
  return ((await response.json()) as { accessToken: string }).accessToken;
}
