import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { registerSandboxCommands } from './cli.ts';
import { Merchant, startTestSandbox, type TestSandbox } from './meituan/merchant-for-tests.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('DELETE', '/calls'));
afterAll(() => sandbox.close());

interface Ran {
  out: string;
  error: string;
  exitCode: number;
}

async function run(line: string, controlUrl = sandbox.controlUrl): Promise<Ran> {
  const ran: Ran = { out: '', error: '', exitCode: 0 };
  const program = new Command();
  const keep = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: (text) => (ran.error += text) });
    command.commands.forEach(keep);
  };
  registerSandboxCommands(program, () => Promise.resolve(controlUrl));
  keep(program);
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((ran.out += String(text)), true));
  try {
    await program.parseAsync(['sandbox', ...line.split(' ')], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    ran.exitCode = error.exitCode;
  } finally {
    write.mockRestore();
  }
  return ran;
}

test('a placed order answers its id as JSON, and its story can be told', async () => {
  const { out } = await run('place --platform meituan --shop noodles --state placed --json');
  const { orderId } = JSON.parse(out) as { orderId: string };
  for (const line of ['pay', 'refund --kind part', 'refund --step withdraw', 'rider --status 20 --name 李']) {
    expect(
      await run(`${line.split(' ')[0] ?? ''} --order ${orderId} ${line.split(' ').slice(1).join(' ')}`.trim()),
    ).toMatchObject({ exitCode: 0 });
  }
  const truth = JSON.parse((await run(`order --order ${orderId} --json`)).out);
  expect(truth).toMatchObject({
    orderId,
    status: 2,
    refunds: [{ state: 'closed' }],
    logistics: { status: 20, name: '李' },
  });
  expect((await run(`cancel --order ${orderId} --by system --reason-code 1001`)).out).toContain('status 9');
  expect((await run(`order --order ${orderId}`)).out).toContain('push order-cancelled: unsent');
});

test('vouchers that a customer bought are told by their codes', async () => {
  const shops = [{ openShopUuid: 'abcdef0123456789', name: '测试面馆', alias: 'noodle-bar' }];
  await sandbox.control('PUT', '/meituan-vouchers/apps/v1', { appSecret: 's', shops });
  const { out } = await run('sell --shop noodle-bar --count 2 --price-yuan 12.50 --json');
  const { codes } = JSON.parse(out) as { codes: string[] };
  expect(codes).toHaveLength(2);
  const second = await sandbox.control('GET', `/meituan-vouchers/vouchers/${codes[1] ?? ''}`);
  expect(second.body).toMatchObject({ state: 'sold' });
  expect((await run('sell --deal-title 下午茶')).out).toMatch(/^sold \d{12}\n$/);
  expect(await run('sell --shop nowhere')).toMatchObject({ exitCode: 1 });
});

test('the same commands play another platform', async () => {
  const shops = [{ kdtId: '10086001', name: '测试小店', alias: 'tea' }];
  await sandbox.control('PUT', '/youzan/apps/y1', { secret: 's', shops });
  const { out } = await run('place --platform youzan --shop tea --state placed --caution 少糖 --json');
  const { orderId } = JSON.parse(out) as { orderId: string };
  expect(orderId).toMatch(/^E\d{23}$/);
  const on = `--platform youzan --order ${orderId}`;
  expect((await run(`pay ${on}`)).out).toContain(`order ${orderId}  shop 10086001  status WAIT_SELLER_SEND_GOODS`);
  expect((await run(`memo ${on} --memo 急 --star 5`)).exitCode).toBe(0);
  const [line] = (JSON.parse((await run(`order ${on} --json`)).out) as { items: { oid: string }[] }).items;
  expect((await run(`refund ${on} --kind part --demand return`)).out).toContain('refund (return): WAIT_SELLER_AGREE');
  expect((await run(`refund ${on} --step withdraw`)).out).toContain('refund (return): CLOSED');
  expect((await run(`ship ${on} --oids ${line?.oid ?? ''} --express-id 2 --waybill YT12345678`)).exitCode).toBe(0);
  expect((await run(`ship ${on} --oids ${line?.oid ?? ''}`)).error).toContain('[102570');
  expect((await run(`rider ${on} --status 20`)).error).toContain('the control port knows no POST');
});

test('the other gateway of a platform is played under its own name', async () => {
  const shops = [{ ePoiId: 't_poi_01', name: '面馆', alias: 'noodles' }];
  await sandbox.control('PUT', '/meituan-tscc/apps/100000', { signKey: 'demoSignKey-01', shops });
  const { out } = await run('place --platform meituan-tscc --shop noodles --caution 少辣 --json');
  const { orderId } = JSON.parse(out) as { orderId: string };
  expect(orderId).toMatch(/^\d{19}$/);
  const on = `--platform meituan-tscc --order ${orderId}`;
  expect((await run(`refund ${on} --kind part --money-yuan 1`)).exitCode).toBe(0);
  expect((await run(`cancel ${on} --by user`)).out).toContain('status 9');
  expect((await run('tokens --platform meituan-tscc --expire')).exitCode).toBe(0);
});

test('a platform with more steps is led through them', async () => {
  const shops = [{ shopId: '1731204988', name: '小满杂货', alias: 'sundries' }];
  await sandbox.control('PUT', '/weidian/apps/w1', { secret: 's', shops });
  const { out } = await run('place --platform weidian --shop sundries --state paid --json');
  const { orderId } = JSON.parse(out) as { orderId: string };
  const on = `--platform weidian --order ${orderId}`;
  expect((await run(`memo ${on} --memo 加急`)).exitCode).toBe(0);
  expect((await run(`refund ${on} --kind part --money-yuan 0.01`)).out).toContain('refund (money): asked');
  expect((await run(`refund ${on} --step withdraw`)).out).toContain('refund (money): closed');
  expect((await run(`ship ${on} --express-id 2 --waybill YT12345678`)).out).toContain('status 30');
  expect((await run(`confirm ${on}`)).out).toContain('status 40');
  expect((await run(`finish ${on}`)).out).toContain('status 50');
  expect((await run(`cancel ${on}`)).error).toContain('[90007]');
  const { out: several } = await run('place --platform weidian --count 2 --json');
  expect((JSON.parse(several) as { orderIds: string[] }).orderIds).toHaveLength(2);
  const stages = { placed: 10, accepted: 20, shipping: 30, completed: 40, cancelled: 60 };
  for (const [state, status] of Object.entries(stages)) {
    const placed = JSON.parse((await run(`place --platform weidian --state ${state} --json`)).out) as {
      orderId: string;
    };
    expect((await run(`order --platform weidian --order ${placed.orderId}`)).out).toContain(`status ${String(status)}`);
  }
});

test('tokens are counted and can be ended', async () => {
  const shops = [{ kdtId: '10086009', name: '三店' }];
  await sandbox.control('PUT', '/youzan/apps/y2', { secret: 's', shops });
  await fetch(`${sandbox.url}/youzan/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'y2', client_secret: 's', authorize_type: 'silent', grant_id: '10086009' }),
  });
  expect((await run('tokens --platform youzan')).out).toMatch(
    /^1 tokens given out\n {2}app y2 {2}shop 10086009 {2}until /,
  );
  const { out } = await run('tokens --platform youzan --expire --shop 10086009 --json');
  const [token] = (JSON.parse(out) as { tokens: { expiresAt: number }[] }).tokens;
  expect(token?.expiresAt).toBeLessThanOrEqual(Date.now());
  expect((await run('tokens --platform youzan --shop 10086009')).exitCode).toBe(1);
});

test('several orders at once', async () => {
  const { out } = await run('place --count 3 --json');
  expect(new Set((JSON.parse(out) as { orderIds: string[] }).orderIds).size).toBe(3);
});

test('faults and calls', async () => {
  const orderId = await sandbox.place();
  await run(`fault --act error-code --code 700 --order ${orderId} --path order/confirm`);
  expect((await sandbox.call('order/confirm', { order_id: orderId })).body.error?.code).toBe(700);
  await run('fault --act hang --times 5');
  await run('fault --clear');
  await sandbox.call('order/confirm', { order_id: orderId });
  const { out } = await run(`calls --order ${orderId}`);
  const [first, second] = out.trim().split('\n');
  expect(first).toMatch(/order\/confirm .* error 700 {2}\(fault: error-code\)$/);
  expect(second).toMatch(/order\/confirm .* ok$/);
});

test('a failure is one line and exit status 1', async () => {
  expect(await run('order --order 12')).toEqual({ out: '', error: 'error: no order 12 on meituan\n', exitCode: 1 });
  const nobody = 'http://127.0.0.1:9';
  const error = `error: no sandbox answers at ${nobody}; is it running?\n`;
  expect(await run('place', nobody)).toEqual({ out: '', error, exitCode: 1 });
});

test('orders can begin at any stage, with all the news of the way there', async () => {
  await sandbox.control('PUT', '/youzan/apps/y3', { secret: 's', shops: [{ kdtId: '10086011', name: '五店' }] });
  const stages = { placed: 1, paid: 2, accepted: 4, shipping: 4, completed: 8, cancelled: 9 };
  for (const [state, status] of Object.entries(stages)) {
    const { orderId } = JSON.parse((await run(`place --state ${state} --json`)).out) as { orderId: string };
    expect(JSON.parse((await run(`order --order ${orderId} --json`)).out)).toMatchObject({ status });
  }
  const there = {
    placed: 'WAIT_BUYER_PAY',
    accepted: 'WAIT_SELLER_SEND_GOODS',
    shipping: 'WAIT_BUYER_CONFIRM_GOODS',
    completed: 'TRADE_SUCCESS',
    cancelled: 'TRADE_CLOSED',
  };
  for (const [state, status] of Object.entries(there)) {
    const { out } = await run(`place --platform youzan --shop 10086011 --state ${state} --json`);
    const { orderId } = JSON.parse(out) as { orderId: string };
    const truth = JSON.parse((await run(`order --platform youzan --order ${orderId} --json`)).out) as {
      status: string;
    };
    expect([state, truth.status]).toEqual([state, status]);
  }
  expect((await run('place --state completed --no-push')).error).toContain('placed and paid only');
});

test('pushes can be watched, sent again, and made to travel roughly', async () => {
  const merchant = await new Merchant().start();
  await sandbox.control('PUT', '/meituan/apps/1002', {
    secret: 's',
    shops: [{ appPoiCode: 'rough', name: '颠簸店' }],
    callbacks: { default: `${merchant.url}/cb` },
  });
  expect((await run('roughness --duplicate 1 --seed 7')).out).toBe(
    'pushes: delay 0 ms, duplicate 1, drop 0, reorder 0 (seed 7)\n',
  );
  const { orderId } = JSON.parse((await run('place --shop rough --json')).out) as { orderId: string };
  await merchant.received(2);
  await vi.waitFor(async () =>
    expect((await run(`pushes --order ${orderId}`)).out).toBe(`order-paid  ${orderId}  delivered, tried 1 times\n`),
  );
  expect((await run(`replay --order ${orderId} --kind order-paid`)).out).toBe('acknowledged\n');
  expect(new Set((await merchant.received(3)).map(({ wire }) => wire)).size).toBe(1);
  merchant.answer = () => ({ status: 500, body: '' });
  expect((await run(`replay --order ${orderId}`)).out).toBe('not acknowledged (HTTP 500)\n');
  await run('roughness --drop 1');
  const { orderId: lost } = JSON.parse((await run('place --shop rough --json')).out) as { orderId: string };
  expect((await run(`pushes --order ${lost} --state dropped`)).out).toContain('order-paid');
  expect((await run('roughness --drop 2')).exitCode).toBe(1);
  expect((await run('roughness')).out).toContain('drop 0');
  await merchant.close();
});
