import { createServer, get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endSoon } from './finish-server.ts';

test('a hub that is stopped answers what it was asked, and does not wait for lines that nobody uses', async () => {
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    server.on('request', (_, response) => {
      answer = () => void response.end('done');
      resolve();
    });
  });
  const finish = endSoon(server);
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ahead = connect(port, '127.0.0.1');
  await once(ahead, 'connect');
  const request = get({ port, host: '127.0.0.1', headers: { connection: 'keep-alive' } });
  const answered = once(request, 'response') as Promise<[{ statusCode: number }]>;
  await asked;
  const started = Date.now();
  const finished = finish();
  await once(ahead, 'close');
  answer();
  expect((await answered)[0].statusCode).toBe(200);
  await finished;
  expect(Date.now() - started).toBeLessThan(10_000);
});

const server = createServer();
