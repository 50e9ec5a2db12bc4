import { readCommand } from '../../../prisma/store/commands.ts';
import { readCalls } from '../../../prisma/store/gate-rows.ts';
import type { Operation } from '../../operation.ts';
import { commandJson } from '../../order-json.ts';
import { Problem } from '../../problem.ts';

export const getCommand: Operation<'getCommand'> = async ({ path }, identity, { database }) => {
  const body = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const command = await readCommand(client, path.commandId);
    if (!command) throw new Problem('not-found', 'There is no such command.');
    return commandJson(command, await readCalls(client, command.orderId));
  });
  return { status: 200, body };
};
