import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { businessDay } from '../domain/business-day.ts';
import { impliedRefund, refundActions } from '../domain/order-actions.ts';
import { isOneOf, type OrderEvent } from '../domain/order-event.ts';
import type { Action } from '../domain/order.ts';
import { PushReceiver, type RawPush } from '../sandbox/push-receiver-for-tests.ts';
import { type ControlledSandbox, startControlled } from '../sandbox/sandbox-for-tests.ts';
import { listenToCalls } from './call-record.ts';
import type { OrderIdPage, PollCursor, PushRequest, SendCommand, ShopAccess } from './contract.ts';
import type { PartRefundLine } from './named-lines.ts';
import type { ConnectorSubject, SandboxCommand, SandboxControl } from './conformance-subject.ts';
import { meet } from './conformance-steps.ts';
import { ConnectorError } from './errors.ts';
import { openGate } from './open-gate-for-tests.ts';
import { mobileNumbersIn } from './phone-numbers-for-tests.ts';
import { TestTokenVault } from './token-vault-for-tests.ts';

const never = new AbortController().signal;
const PAGES_MAX = 50;

/** Everything again over real HTTP with the pretended platform, which was written from the documents and shares no code with us. */
export function describeSandbox<Config>(subject: ConnectorSubject<Config>): void {
  const { channel, settings } = subject;
  let sandbox: ControlledSandbox;
  let door: PushReceiver<RawPush>;
  let access: ShopAccess<Config>;
  let vault: TestTokenVault;
  const told: string[] = [];
  let endListening = (): void => undefined;

  beforeAll(async () => {
    sandbox = await startControlled();
    door = await new PushReceiver(channel.acknowledge().body, (raw) => raw).start();
    vault = new TestTokenVault();
    const config = channel.parseConfig(settings.of(`${sandbox.url}/${channel.platform}/`));
    access = { config, platformShopId: settings.platformShopId, tokens: vault, gate: openGate };
    await subject.sandbox.register(control, `${door.url}/webhooks/${channel.platform}/c1`);
    endListening = listenToCalls((record) => void told.push(JSON.stringify(record)));
  });
  afterAll(async () => {
    endListening();
    await sandbox.close();
    await door.close();
  });

  const control: SandboxControl = async <T>(method: string, path: string, body?: unknown) => {
    const { status, body: answer } = await sandbox.control(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as T;
  };
  const place = async (change: object = {}): Promise<string> => {
    const body = { ...subject.sandbox.order, push: false, ...change };
    return (await control<{ orderId: string }>('POST', `/${channel.platform}/orders`, body)).orderId;
  };

  const placePushed = async (): Promise<string> => {
    const orderId = await place({ push: true });
    await subject.sandbox.provoke?.({ orderId, control });
    return orderId;
  };

  describe('pushes of the pretended platform', () => {
    test('are received, understood and acknowledged as it expects', async () => {
      const orderId = await placePushed();
      const request = pushRequest(await eventuallyPush(orderId));
      const { fate, received, translated } = meet(channel, request, access.config);
      expect(['understood', 'not-believed']).toContain(fate);
      expect(received).toMatchObject({ platformOrderId: orderId, platformShopId: settings.platformShopId });
      if (fate === 'understood') expect(translated?.events.map(({ kind }) => kind)).toContain('placed');
      await eventually(async () => (await pushLog(orderId)).some(({ state }) => state === 'delivered'));
    });

    test('that are refused count as not delivered, so that they come again', async () => {
      const { status, body } = channel.refuse(new Error('the database is away'));
      const usual = door.answer;
      door.answer = () => ({ status, body });
      const orderId = await placePushed();
      await eventually(async () => (await pushLog(orderId)).some(({ attempts }) => attempts.length > 0));
      expect((await pushLog(orderId)).flatMap(({ attempts }) => attempts[0]?.acknowledged)).toContain(false);
      door.answer = usual;
    });
  });

  describe('pull', () => {
    test('an order that is asked for twice is the same message; one that changed is another', async () => {
      const orderId = await place();
      const first = await channel.fetchOrder(access, orderId, never);
      expect((await channel.fetchOrder(access, orderId, never)).messageKey).toBe(first.messageKey);
      const { snapshot, events } = channel.translate({ ...first, source: 'pull', receivedAt: new Date() });
      expect(snapshot?.lines.length).toBeGreaterThan(0);
      expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['placed', 'paid']));
      await control('POST', `/${channel.platform}/orders/${orderId}/cancel`, { by: 'user' });
      expect((await channel.fetchOrder(access, orderId, never)).messageKey).not.toBe(first.messageKey);
    });

    test('an order of nobody is refused, and not taken for one that may come later', async () => {
      const [, unknown] = subject.push.orderIds;
      const error = await channel.fetchOrder(access, unknown, never).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConnectorError);
      expect((error as ConnectorError).kind).toBe('rejected');
    });

    test(
      'walks every page, goes on where it stopped, and finds the whole day again',
      { timeout: 120_000 },
      async () => {
        const count = subject.sandbox.moreThanOnePage;
        const body = { ...subject.sandbox.order, push: false, count };
        const { orderIds } = await control<{ orderIds: string[] }>('POST', `/${channel.platform}/orders`, body);
        const now = () => new Date(Date.now() + 1_000);
        const first = await walk((cursor) => channel.discoverOrders(access, cursor, now(), never));
        expect(first.pages).toBeGreaterThan(1);
        expect(orderIds.filter((id) => !first.found.has(id))).toEqual([]);
        const later = await place();
        const second = await walk((cursor) => channel.discoverOrders(access, cursor, now(), never), first.cursor);
        expect(second.found.has(later)).toBe(true);
        const today = businessDay(new Date(), 'Asia/Shanghai');
        const day = await walk((cursor) => channel.listDay(access, today, cursor, never));
        expect([...orderIds, later].filter((id) => !day.found.has(id))).toEqual([]);
      },
    );
  });

  describe('commands', () => {
    const listed = Object.entries(subject.sandbox.commands) as [Action, SandboxCommand][];

    test('each one that the connector has is tried here', () => {
      expect(listed.map(([action]) => action).sort()).toEqual(Object.keys(channel.commands).sort());
    });

    test.each(listed)('%s is done, and the platform tells so', async (action, command) => {
      const orderId = await prepared(command);
      await send(action, orderId);
      if (command.tells) expect((await eventsOf(orderId)).map(({ kind }) => kind)).toContain(command.tells);
    });

    test.each(listed)(
      '%s of which the answer is lost is no success, and the platform tells what became of it',
      async (action, command) => {
        const orderId = await prepared(command);
        await control('POST', '/faults', { platform: channel.platform, path: command.call, act: 'reset-after-acting' });
        const error = await send(action, orderId).catch((thrown: unknown) => thrown);
        await control('DELETE', '/faults');
        expect(error).toMatchObject({ kind: command.repeatable ? 'unavailable' : 'outcome-unknown' });
        if (command.tells) expect((await eventsOf(orderId)).map(({ kind }) => kind)).toContain(command.tells);
      },
    );

    test.each(listed)('%s for an order of nobody is refused', async (action) => {
      const [, unknown] = subject.push.orderIds;
      const error = await send(action, unknown, '202600000000000000000000').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConnectorError);
      expect((error as ConnectorError).kind).toBe('rejected');
    });
  });

  test('none of these calls left a secret, a token or a phone number behind', () => {
    expect(told.length).toBeGreaterThan(5);
    for (const text of told) {
      for (const word of [...settings.secrets, ...vault.minted]) expect(text).not.toContain(word);
      expect(mobileNumbersIn(text)).toEqual([]);
    }
  });

  async function prepared({ order, first = [], then }: SandboxCommand): Promise<string> {
    const orderId = await place(order);
    for (const action of first) await send(action, orderId);
    await then?.({ orderId, control });
    return orderId;
  }

  async function send(action: Action, platformOrderId: string, refund?: string): Promise<void> {
    const command = channel.commands[action] as SendCommand<Config> | undefined;
    if (!command) throw new Error(`there is no command ${action}`);
    const refundId = isOneOf(refundActions, action) ? (refund ?? (await openRefund(platformOrderId))) : null;
    const namesLines = action === 'refund_part' || action === 'ship_part';
    const lines = namesLines && refund === undefined ? await onePiece(platformOrderId) : [];
    const about = { platformOrderId, commandId: randomUUID(), note: '', text: '蜡烛 5 支', reason: 'other', refundId };
    const waybill = { courier: 'zhongtong', trackingNumber: '75123456789012' };
    const input = { ...about, lines, waybill, shipment: { by: 'own' }, ...subject.sandbox.inputs?.[action] };
    await command(access, input, never);
  }

  /** One piece of what the order's first line describes. */
  async function onePiece(orderId: string): Promise<PartRefundLine[]> {
    const message = await channel.fetchOrder(access, orderId, never);
    const { snapshot } = channel.translate({ ...message, source: 'pull', receivedAt: new Date() });
    return (snapshot?.lines.slice(0, 1) ?? []).map(({ name, skuCode, quantity }) => {
      return { position: 1, name, skuCode, quantity: 1, of: quantity };
    });
  }

  async function openRefund(orderId: string): Promise<string | null> {
    const facts = (await eventsOf(orderId)).map(({ kind, occurredAt, detail }) => {
      const refundId = detail?.refundId;
      return { kind: kind as never, at: occurredAt.getTime(), ...(typeof refundId === 'string' ? { refundId } : {}) };
    });
    return impliedRefund(facts) || null;
  }

  /** What the platform says about an order and its refunds, in our words. */
  async function eventsOf(orderId: string): Promise<OrderEvent[]> {
    const messages = [await channel.fetchOrder(access, orderId, never)];
    if (channel.fetchRefunds) messages.push(await channel.fetchRefunds(access, orderId, never));
    return messages.flatMap(
      (message) => channel.translate({ ...message, source: 'pull', receivedAt: new Date() }).events,
    );
  }

  async function eventuallyPush(orderId: string): Promise<RawPush> {
    for (;;) {
      // A sealed one does not show the number to everybody.
      const found = door.pushes.find(
        (raw) => meet(channel, pushRequest(raw), access.config).received?.platformOrderId === orderId,
      );
      if (found) return found;
      await door.received(door.pushes.length + 1);
    }
  }

  async function pushLog(orderId: string): Promise<LoggedPush[]> {
    const path = `/pushes?platform=${channel.platform}&orderId=${orderId}`;
    return (await control<{ pushes: LoggedPush[] }>('GET', path)).pushes;
  }
}

interface LoggedPush {
  state: string;
  attempts: { acknowledged: boolean }[];
}

function pushRequest({ method, url, query, headers, body }: RawPush): PushRequest {
  return {
    method: method === 'GET' ? 'GET' : 'POST',
    registeredUrl: url,
    kind: null,
    query,
    contentType: headers['content-type'] ?? null,
    headers,
    body: Buffer.from(body),
    receivedAt: new Date(),
  };
}

/** Until there is no more; the bookmark goes through JSON each time, as through the database. */
async function walk(
  step: (cursor: PollCursor | null) => Promise<OrderIdPage>,
  start: PollCursor | null = null,
): Promise<{ found: Set<string>; cursor: PollCursor; pages: number }> {
  const found = new Set<string>();
  let cursor = start;
  for (let pages = 1; pages <= PAGES_MAX; pages += 1) {
    const page = await step(cursor);
    for (const id of page.platformOrderIds) found.add(id);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as PollCursor;
    if (!page.more) return { found, cursor, pages };
  }
  throw new Error('the walk never ends');
}

/** The sandbox writes its log a moment after it was answered. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it never came true');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
