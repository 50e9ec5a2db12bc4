import { randomInt } from 'node:crypto';
import { MalformedError, UnknownValueError } from '../domain/errors.ts';
import type {
  AddressCheck,
  PushRequest,
  ReceivedPush,
  SalesChannel,
  StoredMessage,
  TranslatedMessage,
} from './contract.ts';
import type { ConnectorSubject, OrderSketch } from './conformance-subject.ts';
import { ConnectorError } from './errors.ts';

/** What became of a push: the same steps as in the hub, without the database between them. */
export interface Fate {
  /** `not-believed`: it was kept, and the platform is asked for the order instead. */
  fate: 'refused' | 'address-check' | 'parked' | 'not-believed' | 'understood';
  received?: ReceivedPush;
  message?: StoredMessage;
  translated?: TranslatedMessage;
  error?: Error;
}

/** Received, stored, translated. Whatever is thrown and is not one of the three kinds that connectors may throw is thrown on. */
export function meet<Config>(channel: SalesChannel<Config>, request: PushRequest, config: Config): Fate {
  let received: ReceivedPush | AddressCheck;
  try {
    received = channel.receive(request, config);
  } catch (error) {
    if (error instanceof ConnectorError) return { fate: 'refused', error };
    throw error;
  }
  if ('addressCheck' in received) return { fate: 'address-check' };
  const message = storedPush(request, received);
  // A push about no order is set aside before anybody translates it.
  if (received.platformOrderId === null) return { fate: 'parked', received, message };
  return { received, message, ...translated(channel, message) };
}

export function translated<Config>(channel: SalesChannel<Config>, message: StoredMessage): Fate {
  try {
    const meaning = channel.translate(message);
    const asksOnly = meaning.asksForOrder === true && meaning.snapshot === null;
    return { fate: asksOnly ? 'not-believed' : 'understood', translated: meaning };
  } catch (error) {
    if (error instanceof MalformedError || error instanceof UnknownValueError) return { fate: 'parked', error };
    throw error;
  }
}

/** As the hub stores it: the body as text. */
export function storedPush(request: PushRequest, { kind, variant }: ReceivedPush): StoredMessage {
  const { method, query, contentType, body, receivedAt } = request;
  const payload = {
    method,
    query,
    contentType,
    body: body.toString('utf8'),
    ...(variant === undefined ? {} : { variant }),
  };
  return { kind, source: 'push', payload, receivedAt };
}

/** Two bowls and a tea for 41 yuan, delivered for 3, with 2 off. */
export function sketchOf<Config>(subject: ConnectorSubject<Config>, change: Partial<OrderSketch> = {}): OrderSketch {
  const sketch = {
    orderId: subject.push.orderIds[0],
    remark: '少辣 100% 谢谢 + 👋 & =',
    lines: [
      { name: '牛肉面', quantity: 2, unitPriceMinor: 1_800 },
      { name: '茶', quantity: 1, unitPriceMinor: 500 },
    ],
    deliveryMinor: 300,
    discountMinor: 200,
    ...change,
  };
  return { totalMinor: sumOf(sketch), ...sketch };
}

function sumOf({ lines, deliveryMinor, discountMinor }: Omit<OrderSketch, 'totalMinor'>): number {
  const goods = lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  return goods + deliveryMinor - discountMinor;
}

/** How often a property is tried, from which seed: `FAULT_SEED` repeats a run. */
export function runsOf(numRuns: number): { numRuns: number; seed: number } {
  const seed = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
  console.info(`fast-check seed ${seed}`);
  return { numRuns, seed };
}
