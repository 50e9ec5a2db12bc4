import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCalls } from './conformance-calls.ts';
import { describeGoods } from './conformance-goods.ts';
import { describeMeaning } from './conformance-meaning.ts';
import { describePushes } from './conformance-push.ts';
import { describeSandbox } from './conformance-sandbox.ts';
import type { ConnectorSubject } from './conformance-subject.ts';
import type { SendCommand } from './contract.ts';
import { ConnectorError } from './errors.ts';

/** Every connector folder has these; a reader of one has read them all. */
const FILES = [
  'index.ts',
  'config.ts',
  'signing.ts',
  'wire.ts',
  'client.ts',
  'receive.ts',
  'map-order.ts',
  'map-status.ts',
  'commands.ts',
  'poll-orders.ts',
  'MAPPING.md',
  'fixtures/README.md',
];

/**
 * The behaviour that every connector has, whatever its platform: a connector runs it from its own `conformance.test.ts`. What is added
 * here is added for all of them.
 */
export function describeConnector<Config>(subject: ConnectorSubject<Config>): void {
  const { channel, folder } = subject;
  const [orderId] = subject.push.orderIds;
  describe(`${channel.names.en} (${channel.names.zh})`, () => {
    test('is a folder of the usual files, called like the platform', () => {
      expect(channel.platform).toMatch(/^[a-z][a-z0-9-]{1,30}$/);
      expect(basename(folder)).toBe(channel.platform);
      expect(FILES.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
      expect(readFileSync(join(folder, 'MAPPING.md'), 'utf8')).toMatch(/read 20\d\d-\d\d-\d\d/);
    });

    test('says what it can do, and nothing that it cannot', () => {
      expect(new Set(channel.pushKinds).size).toBe(channel.pushKinds.length);
      for (const kind of channel.pushKinds) expect(kind).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(Object.values(channel.commands).every((send) => typeof send === 'function')).toBe(true);
      expect(channel.shipments.length > 0).toBe(channel.commands.ship !== undefined);
      expect(JSON.stringify(channel.names)).toMatch(/[\u4e00-\u9fff]/);
    });

    describeSettings(subject);

    describePushes(subject);
    describeMeaning(subject);
    describeCalls({
      ...subject,
      act: (access, signal) => {
        const { action, input } = subject.calls.command;
        const send = channel.commands[action] as SendCommand<Config> | undefined;
        if (!send) throw new Error(`the connector has no command ${action}`);
        return send(access, { platformOrderId: orderId, commandId: randomUUID(), ...input }, signal);
      },
      ask: (access, signal) => channel.fetchOrder(access, orderId, signal),
    });
    describe('with the pretended platform', () => describeSandbox(subject));
    describeGoods(subject);
  });
}

/** How a connection is entered; the same for every kind of connector. */
export function describeSettings<Config>({
  channel,
  settings,
}: Pick<ConnectorSubject<Config>, 'channel' | 'settings'>): void {
  test('a connection is taken as a merchant enters it; a wrong field is refused by its name and without a secret', () => {
    const right = settings.of('https://platform.example/');
    const config = channel.parseConfig(right);
    expect(channel.baseUrl(config)).toBe('https://platform.example');
    expect(Object.keys(settings.wrong).length).toBeGreaterThan(1);
    for (const [field, value] of Object.entries({ ...settings.wrong, baseUrl: 'ftp://x', more: 1 })) {
      const refused = () => channel.parseConfig({ ...right, [field]: value });
      expect(refused).toThrow(ConnectorError);
      expect(refused).toThrow(field);
      for (const secret of settings.secrets) expect(refused).not.toThrow(secret);
    }
  });
}
