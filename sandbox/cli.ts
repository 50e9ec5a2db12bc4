import { type Command, Option } from 'commander';
import { type Ask, common, type CommonOptions, integer, print, reported } from './cli-parts.ts';
import { pushCommands } from './cli-pushes.ts';
import { askControl, SandboxUnavailable } from './control-client.ts';
import { describeCalls, describeOrder, describeTokens } from './cli-text.ts';

/**
 * Adds `sandbox …` to the command line. `findControlUrl` is asked only when a command runs; it may throw with the
 * reason when no sandbox is known. Every failure is one line on standard error and exit status 1.
 */
export function registerSandboxCommands(program: Command, findControlUrl: () => Promise<string>): void {
  const sandbox = program.command('sandbox').description('play customers, riders and the platforms themselves');
  const ask: Ask = async (method, path, body) => askControl(await findControlUrl(), method, path, body);

  placeCommand(sandbox, ask);
  sellCommand(sandbox, ask);
  orderCommand(sandbox, ask, 'pay', 'the customer pays');
  orderCommand(sandbox, ask, 'confirm', 'the customer confirms the receipt, where platforms have a step for it');
  orderCommand(sandbox, ask, 'finish', 'the platform ends a confirmed order, where it has a step for it');
  orderCommand(sandbox, ask, 'complete', 'the order is completed');
  orderCommand(sandbox, ask, 'cancel', 'the order is cancelled')
    .option('--reason <text>', 'in words')
    .option('--reason-code <n>', "the platform's code", integer)
    .addOption(new Option('--by <who>', 'who cancels').choices(['user', 'merchant', 'service', 'system']));
  orderCommand(sandbox, ask, 'refund', 'a refund is asked for, or moves on')
    .addOption(new Option('--kind <kind>', 'all or a part').choices(['full', 'part']))
    .option('--reason <text>', 'in words')
    .option('--money-yuan <yuan>', 'how much of a part')
    .option('--demand <what>', 'money, return or exchange, where goods can go back')
    .option('--step <step>', 'apply (default), withdraw, timeout, …: what the platform knows');
  orderCommand(sandbox, ask, 'ship', "the merchant ships on the platform's own pages")
    .option('--oids <ids>', 'only these lines, with commas between', commaList)
    .option('--express-id <n>', "the courier's number, 0 for none", integer)
    .option('--waybill <number>', "the parcel's number");
  orderCommand(sandbox, ask, 'memo', 'the merchant notes something')
    .option('--memo <text>', 'the note')
    .option('--star <n>', 'how many stars', integer);
  orderCommand(sandbox, ask, 'rider', "the rider's next step")
    .requiredOption(
      '--status <n>',
      '0 sent, 10 accepted, 15 at the shop, 20 picked up, 40 delivered, 100 gave up',
      integer,
    )
    .option('--name <name>', 'the rider')
    .option('--phone <phone>', "the rider's phone");
  truthCommand(sandbox, ask);
  tokensCommand(sandbox, ask);
  callsCommand(sandbox, ask);
  faultCommand(sandbox, ask);
  pushCommands(sandbox, ask);
}

function placeCommand(sandbox: Command, ask: Ask): void {
  common(sandbox.command('place'))
    .description('a customer orders something')
    .option('--shop <code>', "the shop's code or alias (default: the first one)")
    .addOption(
      new Option('--state <state>', 'how far it is by itself')
        .choices(['placed', 'paid', 'accepted', 'shipping', 'completed', 'cancelled'])
        .default('paid'),
    )
    .option('--count <n>', 'several orders at once', integer)
    .option('--caution <text>', "the customer's remark")
    .option('--no-push', 'tell nobody, so that only polling finds the order')
    .action(
      reported(async (options: CommonOptions & { count?: number; push: boolean }) => {
        const { platform, json, ...body } = options;
        const placed = await ask('POST', `/${platform}/orders`, body);
        const { orderId = '', orderIds = [orderId] } = placed as { orderId?: string; orderIds?: string[] };
        print(json, placed, () => `placed ${orderIds.join('\n       ')}`);
      }),
    );
}

function sellCommand(sandbox: Command, ask: Ask): void {
  sandbox
    .command('sell')
    .description('a customer buys vouchers; tells their codes, to be taken at the counter')
    .option('--platform <name>', 'which platform', 'meituan-vouchers')
    .option('--json', 'answer as JSON')
    .option('--shop <code>', "the shop's code or alias (default: the first one)")
    .option('--count <n>', 'how many of one purchase', integer)
    .option('--deal-title <text>', 'what they are for')
    .option('--price-yuan <yuan>', 'what one costs')
    .action(
      reported(async ({ platform, json, ...body }: CommonOptions) => {
        const sold = await ask('POST', `/${platform}/vouchers`, body);
        print(json, sold, () => `sold ${(sold as { codes: string[] }).codes.join('\n     ')}`);
      }),
    );
}

/** A command that changes one order and answers the platform's view of it. */
function orderCommand(sandbox: Command, ask: Ask, name: string, description: string): Command {
  return common(sandbox.command(name))
    .description(description)
    .requiredOption('--order <id>', "the platform's order id")
    .action(
      reported(async (options: CommonOptions & { order: string }) => {
        const { platform, json, order, ...body } = options;
        const truth = await ask('POST', `/${platform}/orders/${encodeURIComponent(order)}/${name}`, body);
        print(json, truth, () => describeOrder(truth));
      }),
    );
}

function truthCommand(sandbox: Command, ask: Ask): void {
  common(sandbox.command('order'))
    .description('what the platform itself knows about an order')
    .requiredOption('--order <id>', "the platform's order id")
    .action(
      reported(async ({ platform, order, json }: CommonOptions & { order: string }) => {
        const truth = await ask('GET', `/${platform}/orders/${encodeURIComponent(order)}`);
        print(json, truth, () => describeOrder(truth));
      }),
    );
}

function tokensCommand(sandbox: Command, ask: Ask): void {
  common(sandbox.command('tokens'))
    .description('how many access tokens the platform gave out')
    .option('--expire', 'end all that live, now')
    .option('--shop <code>', 'only those of this shop')
    .action(
      reported(async ({ platform, json, expire, shop }: CommonOptions & { expire?: boolean; shop?: string }) => {
        if (shop !== undefined && !expire) throw new SandboxUnavailable('--shop chooses what to --expire');
        if (expire) await ask('POST', `/${platform}/tokens/expire`, shop === undefined ? {} : { shop });
        const tokens = await ask('GET', `/${platform}/tokens`);
        print(json, tokens, () => describeTokens(tokens));
      }),
    );
}

function callsCommand(sandbox: Command, ask: Ask): void {
  common(sandbox.command('calls'))
    .description('what the platform was asked, oldest first')
    .option('--order <id>', 'only about this order')
    .option('--path <path>', 'only this call, such as order/confirm')
    .option('--clear', 'forget them all instead')
    .action(
      reported(async (options: CommonOptions & { order?: string; path?: string; clear?: boolean }) => {
        const query = new URLSearchParams({ platform: options.platform });
        if (options.order) query.set('orderId', options.order);
        if (options.path) query.set('path', options.path);
        const calls = await (options.clear ? ask('DELETE', '/calls') : ask('GET', `/calls?${query.toString()}`));
        print(options.json, calls, () => describeCalls(calls));
      }),
    );
}

function faultCommand(sandbox: Command, ask: Ask): void {
  const acts = ['status', 'html', 'half', 'hang', 'reset-after-acting', 'error-code', 'slow'];
  common(sandbox.command('fault'))
    .description('what the next matching call meets')
    .addOption(new Option('--act <act>', 'the kind of fault').choices(acts))
    .option('--path <path>', 'only this call, such as order/confirm')
    .option('--order <id>', 'only about this order')
    .option('--times <n>', 'how many calls (default 1)', integer)
    .option('--status <n>', 'HTTP status', integer)
    .option('--code <n>', "the platform's error code", integer)
    .option('--msg <text>', 'the message beside it')
    .option('--retry-after <seconds>', 'header of a status fault')
    .option('--delay-ms <n>', 'for slow', integer)
    .option('--act-first', 'does what was asked all the same, so that nobody can know')
    .option('--clear', 'remove all faults instead')
    .action(
      reported(async (options: CommonOptions & { order?: string; act?: string; clear?: boolean }) => {
        const { json, order, clear, ...fault } = options;
        if (!clear && !fault.act) throw new SandboxUnavailable('name the kind of fault with --act, or use --clear');
        const body = { ...fault, ...(order ? { orderId: order } : {}) };
        const answer = await (clear ? ask('DELETE', '/faults') : ask('POST', '/faults', body));
        print(json, answer, () =>
          clear ? 'no faults are left' : `the next matching call meets: ${String(fault.act)}`,
        );
      }),
    );
}

function commaList(text: string): string[] {
  return text.split(',').filter((one) => one !== '');
}
