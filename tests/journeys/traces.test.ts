import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';

const CUSTOMER = { name: '欧阳明月', phone: '13987654321', address: '复兴中路 77 弄 5 号' };

/** A span as a collector receives it. */
interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  links?: { traceId: string; spanId: string }[];
}

let collector: Server;
let house: FaultHouse;
const received: string[] = [];
beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  house = await FaultHouse.open({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
}, 180_000);
afterAll(async () => {
  await house.close();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

function spans(): Span[] {
  return received.flatMap((text) => {
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  });
}

const spanNamed = (name: string, isIt: (span: Span) => boolean = () => true) =>
  eventually(() => Promise.resolve(spans().find((span) => span.name === name && isIt(span)) ?? null), PATIENCE_MS);

test('an engineer follows an order from the push through the workflow to the call that accepts it at the platform', async () => {
  const [platformOrderId = ''] = await house.place(1, { recipient: CUSTOMER });
  const order = await house.find(platformOrderId);
  const push = await spanNamed('push meituan');
  expect(await spanNamed('apply news')).toMatchObject({ traceId: push.traceId, parentSpanId: push.spanId });

  expect((await house.accept(order.id, 'traced')).response.status).toBe(200);
  const press = await spanNamed('acceptOrder');
  const command = await spanNamed('command accept');
  expect(command).toMatchObject({ traceId: press.traceId, parentSpanId: press.spanId });
  // Beside the press stands the news that it answers.
  expect(command.links).toMatchObject([{ traceId: push.traceId }]);
  const call = await spanNamed('GET /meituan/api/v1/order/confirm');
  expect(call).toMatchObject({ traceId: press.traceId, parentSpanId: command.spanId });
});

test('an integrator who sends a traceparent finds the hub in their own trace', async () => {
  const [platformOrderId = ''] = await house.place();
  const order = await house.find(platformOrderId);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await house.client.POST('/orders/{orderId}/accept', {
    params: { path: { orderId: order.id } },
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });
  await spanNamed('command accept', (span) => span.traceId === traceId);
});

test('no span says who a customer is, or anything secret', async () => {
  await spanNamed('push meituan');
  const text = received.join('\n');
  for (const word of [...Object.values(CUSTOMER), house.shop.secret]) expect(text).not.toContain(word);
});
