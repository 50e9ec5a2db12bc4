import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { registerSandboxCommands } from './cli.ts';
import { startTestSandbox, type TestSandbox } from './meituan/merchant-for-tests.ts';

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
