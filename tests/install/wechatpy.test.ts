import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receivePush } from '../../connectors/wechat/receive.ts';
import { Merchant, sha1Sorted, startWechat, type TestWechat } from '../../sandbox/wechat/merchant-for-tests.ts';

/** The last release that is not an alpha; it wants one of two libraries for the cipher. */
const PACKAGES = ['wechatpy==1.8.18', 'pycryptodome==4.4.0'];
const account = {
  appid: 'wx0123456789abcdef',
  token: 'hubToken2024',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

let folder: string;
let sandbox: TestWechat;
let merchant: Merchant;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiedan-wechatpy-'));
  await run('python3', [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--target',
    folder,
    ...PACKAGES,
  ]);
  [sandbox, merchant] = await Promise.all([startWechat('wechat-shop'), new Merchant().start()]);
});
afterAll(async () => {
  await sandbox.close();
  await merchant.close();
  await rm(folder, { recursive: true });
});

function run(program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, PYTHONPATH: folder } });
    let [told, wrong] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (wrong += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(told) : reject(new Error(`${program}: ${wrong.slice(-2_000)}`))));
    child.stdin.end(input);
  });
}

async function wechatpy(asks: readonly object[]): Promise<string[]> {
  const script = join(import.meta.dirname, 'ask-wechatpy.py');
  const input = JSON.stringify(asks.map((ask) => ({ ...account, ...ask })));
  return JSON.parse(await run('python3', [script], input)) as string[];
}

describe('another library for WeChat agrees with us', () => {
  test.each(['json', 'xml'])('it opens what the sandbox has sealed, as %s', async (format) => {
    const push = { token: account.token, encodingAesKey: account.aesKey, mode: 'safe', format, retryDelaysMs: [0, 0] };
    await sandbox.settings({ callbacks: { default: `${merchant.url}/hook` }, push });
    merchant.pushes.length = 0;
    const orderId = await sandbox.place({ state: 'placed' });
    const { query, raw } = await merchant.push(0);
    const of = (name: string) => query.get(name) ?? '';
    const body: unknown = format === 'json' ? JSON.parse(raw) : raw;
    const signature = { signature: of('msg_signature'), timestamp: of('timestamp'), nonce: of('nonce') };
    const [message] = await wechatpy([{ do: 'open', body, ...signature }]);
    expect(message).toContain(orderId);
  });

  test('we receive what it has sealed, whatever the length of the message', async () => {
    const [timestamp, nonce] = ['1772331630', 'n0nce01'];
    const orders = Array.from({ length: 40 }, (_, index) => `3705115058471208${'9'.repeat(1 + (index % 3))}`);
    const asks = orders.map((order, index) => ({
      do: 'seal',
      message: `<xml><Event>channels_ec_order_pay</Event><order_info><order_id>${order}</order_id></order_info><msg>${'长'.repeat(index)}</msg></xml>`,
      timestamp,
      nonce,
    }));
    const sealed = await wechatpy(asks);
    const signature = (text: string) => /<MsgSignature><!\[CDATA\[([0-9a-f]{40})/.exec(text)?.[1] ?? '';
    const found = sealed.map((text) => {
      const query = new URLSearchParams({ timestamp, nonce, encrypt_type: 'aes', msg_signature: signature(text) });
      query.set('signature', sha1Sorted(account.token, timestamp, nonce));
      const received = receivePush(
        {
          method: 'POST',
          registeredUrl: 'https://hub.example.com/webhooks/wechat-shop/c1',
          kind: null,
          query: query.toString(),
          contentType: 'text/xml',
          headers: {},
          body: Buffer.from(text),
          receivedAt: new Date(),
        },
        { ...account, secret: '5ecre75ecre7', encoding_aes_key: account.aesKey, baseUrl: 'https://api.weixin.qq.com' },
        ({ order_info }) => (order_info as { order_id: string }).order_id,
      );
      return 'platformOrderId' in received ? received.platformOrderId : null;
    });
    expect(found).toEqual(orders);
  });
});
