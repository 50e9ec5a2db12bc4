import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SECRET = 'a00ba58f000001aa697ab000006d52d';
const YOUZAN = ['-c', 'client_id=7f3a0c11d2e84b5a90', '-c', 'client_secret=0f1e2d3c4b5a69788796a5b4c3d2e1f0'];
const MEITUAN = ['-c', 'app_id=0000', '-c', `secret=${SECRET}`];
const ADDRESS = 'https://waimaiopen.meituan.com/api/v1/order/getOrderDaySeq';

async function jiedan(args: string[], input = ''): Promise<{ code: number; output: string; errors: string }> {
  const child = spawn(process.execPath, ['hub/cli/jiedan.js', ...args], { cwd: ROOT });
  child.stdin.end(input);
  const closed = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, output, errors };
}

test('a call is signed from flags, with the secret masked unless it is asked for', async () => {
  const flags = [
    '--url',
    ADDRESS,
    '--param',
    'app_id=0000',
    '--param',
    'timestamp=1389751221',
    '--param',
    'app_poi_code=31号测试店',
  ];
  const { code, output } = await jiedan(['sign', 'meituan', ...MEITUAN, ...flags, '--at', '2014-01-15T02:00:21Z']);
  expect(code).toBe(0);
  expect(output).toContain('488c2c2302262b62e3666a4aa4b48083');
  expect(output).toContain('<secret, 31 characters>');
  expect(output).not.toContain(SECRET);
  expect((await jiedan(['sign', 'meituan', ...MEITUAN, ...flags, '--show-secret'])).output).toContain(SECRET);
});

test('a push from a log is verified from standard input, for people and for programs', async () => {
  const request = (sign: string) =>
    `POST /c1 HTTP/1.1\nHost: hub.example\nEvent-Sign: ${sign}\n\n{"type":"A","msg":""}\n`;
  const right = await jiedan(['verify', 'youzan', ...YOUZAN, '--json'], request('459074170436098f2f65b3737d99732e'));
  expect(right.code).toBe(0);
  expect(JSON.parse(right.output)).toMatchObject({ signatures: [{ name: 'Event-Sign', matches: true }] });
  const wrong = await jiedan(['verify', 'youzan', ...YOUZAN, '-'], request('4'.repeat(32)));
  expect([wrong.code, wrong.output.includes('DIFFERENT')]).toEqual([1, true]);
});

test.each([
  [['verify', 'nowhere', '--url', 'http://h/'], /^jiedan: no platform is called nowhere; there are: /],
  [['verify', 'meituan', '-c', 'app_id=1', '--url', 'http://h/?a=1'], /^jiedan: .*secret/],
  [
    ['verify', 'meituan', ...MEITUAN, '--url', 'http://h/?a=1'],
    /carries no signature; it belongs into the parameter sig/,
  ],
  [['sign', 'meituan', ...MEITUAN, '/nowhere/request.txt'], /^jiedan: ENOENT/],
])('%j fails with one line', async (args, line) => {
  const { code, errors } = await jiedan(args);
  expect([code, errors.split('\n').length]).toEqual([1, 2]);
  expect(errors).toMatch(line);
});
