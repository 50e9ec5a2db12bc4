import { afterAll, beforeAll, expect, test } from 'vitest';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { WebhookReceiver } from '../webhook-receiver.ts';

const CUSTOMER = { name: '欧阳明月', phone: '13987654321', address: '复兴中路 77 弄 5 号' };

/** A span as a collector receives it. */
interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  links?: { traceId: string; spanId: string }[];
}

let collector: WebhookReceiver;
let house: FaultHouse;
beforeAll(async () => {
  // What a collector does is what any receiver does: it takes JSON and says yes.
  collector = await WebhookReceiver.open();
  house = await FaultHouse.open({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
}, 180_000);
afterAll(async () => {
  await house.close();
  await collector.close();
});

function spans(): Span[] {
  return collector.received.flatMap(({ body }) => {
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
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
  const text = collector.received.map(({ body }) => body).join('\n');
  for (const word of [...Object.values(CUSTOMER), house.shop.secret]) expect(text).not.toContain(word);
});
