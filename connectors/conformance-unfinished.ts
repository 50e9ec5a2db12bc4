import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SalesChannel } from './contract.ts';

type Required<T> = { [K in keyof T]-?: Record<string, never> extends Pick<T, K> ? never : K }[keyof T];
type Step = 1 | 2 | 3 | 4 | 5 | 6;

/** The step in which each member of the contract comes; a new member of the contract has to say where. */
const memberSteps = {
  platform: 1,
  names: 1,
  parseConfig: 2,
  credentials: 2,
  baseUrl: 2,
  pushKinds: 3,
  receive: 3,
  acknowledge: 3,
  refuse: 3,
  translate: 4,
  fetchOrder: 5,
  discoverOrders: 5,
  listDay: 5,
  commands: 5,
  shipments: 5,
  setup: 5,
  checkAccess: 5,
  troubleOf: 5,
} as const satisfies Record<Required<SalesChannel>, Step>;

const WHAT_TO_DO: Record<Step, string> = {
  1: 'read the platform’s document and fill MAPPING.md: its field, ours, the unit, the quirk, "read 20yy-mm-dd"; give index.ts both names',
  2: 'config.ts: the credentials; signing.ts: sign and verify, with the published vectors in signing.test.ts',
  3: 'receive.ts: verify, read the envelope, phrase the ack and the refusal',
  4: 'wire.ts, map-status.ts, map-order.ts: the platform’s words end here; an example of every message in fixtures/',
  5: 'client.ts, commands.ts, poll-orders.ts: one function per call; what the platform has no call for is absent; setup.ts: how a merchant connects it',
  6: 'play the platform in sandbox/ without looking here, list it in connectors/registry.ts and in tests/tidy.test.ts, and let conformance.test.ts call describeConnector with the data of a subject (see a neighbour)',
};

interface Unfinished {
  /** What there is of it; an absent member is absent. */
  channel: Partial<SalesChannel>;
  folder: string;
}

/** The six steps to a connector, each a test that fails until it is done and says what to do. `npm run new:connector` starts with all red. */
export function describeUnfinished({ channel, folder }: Unfinished): void {
  const read = (name: string): string =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
  const root = dirname(dirname(folder));
  const missing: Record<Step, () => (string | false)[]> = {
    1: () => [
      !/read 20\d\d-\d\d-\d\d/.test(read('MAPPING.md')) && 'the day on which the document was read',
      read('MAPPING.md')
        .split('\n')
        .filter((line) => line.startsWith('| ')).length < 8 && 'the table in MAPPING.md',
      !/[\u4e00-\u9fff]/.test(channel.names?.zh ?? '') && 'names.zh',
    ],
    2: () => [
      !existsSync(join(folder, 'signing.test.ts')) && 'signing.test.ts',
      channel.explainSignature === undefined &&
        !/signs nothing/.test(read('MAPPING.md')) &&
        'explainSignature (or "signs nothing" in MAPPING.md)',
    ],
    3: () => [],
    4: () => [
      !/^\| `[\w-]+\.json`/m.test(read('fixtures/README.md')) &&
        'an example in fixtures/, with its source in fixtures/README.md',
    ],
    5: () => [],
    6: () => [
      !existsSync(join(root, 'sandbox', channel.platform ?? '', 'server.ts')) &&
        `sandbox/${channel.platform}/server.ts`,
      !readFileSync(join(root, 'connectors/registry.ts'), 'utf8').includes(`./${channel.platform}/index.ts`) &&
        'a line in connectors/registry.ts',
      !read('conformance.test.ts').includes('describeConnector(') && 'describeConnector in conformance.test.ts',
    ],
  };

  describe(`${channel.platform ?? 'a connector'} on its way`, () => {
    const members = Object.entries(memberSteps) as [keyof typeof memberSteps, Step][];
    test.each(Object.entries(WHAT_TO_DO))('step %s: %s', (number, what) => {
      const step = Number(number) as Step;
      const absent = members.filter(([name, at]) => at === step && channel[name] === undefined).map(([name]) => name);
      const lacks = [...absent, ...missing[step]().filter((word) => word !== false)];
      expect(lacks, `STEP ${step}: ${what}. Still missing`).toEqual([]);
    });
  });
}
