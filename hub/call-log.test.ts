import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callRemote } from '../connectors/http.ts';
import { openGate } from '../connectors/open-gate-for-tests.ts';
import { logCalls } from './call-log.ts';

const platform = createServer((request, response) => {
  response.writeHead(request.url?.startsWith('/busy') ? 429 : 200).end('{"phone":"13800138000"}');
});
beforeAll(() => new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  platform.closeAllConnections();
  platform.close();
});

function ask(path: string): Promise<string> {
  const { port } = platform.address() as AddressInfo;
  return callRemote({
    method: 'POST',
    url: `http://127.0.0.1:${port}${path}?access_token=token-1&sig=s3cr3t`,
    data: { tel: '13900139000' },
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    acts: false,
    gate: openGate,
    read: ({ text }) => text,
  });
}

test('an engineer reads which calls were made and how they ended, and no value of them', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[0]) },
  );
  const end = logCalls(log);
  await ask('/api/youzan.trade.get/4.0.2');
  await ask('/busy').catch(() => undefined);
  end();
  await ask('/after');
  const { port } = platform.address() as AddressInfo;
  expect(lines).toMatchObject([
    {
      level: 20,
      call: {
        method: 'POST',
        url: `http://127.0.0.1:${port}/api/youzan.trade.get/4.0.2?access_token&sig`,
        status: 200,
        outcome: 'answered',
      },
    },
    { level: 30, call: { status: 429, outcome: 'rate-limited' } },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/token-1|s3cr3t|1380|1390/);
});
