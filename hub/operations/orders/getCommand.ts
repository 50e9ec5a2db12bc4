import { readCommand } from '../../../prisma/store/commands.ts';
import type { Operation } from '../../operation.ts';
import { commandJson } from '../../order-json.ts';
import { Problem } from '../../problem.ts';

export const getCommand: Operation<'getCommand'> = async ({ path }, identity, { database }) => {
  const command = await database.withMerchantSql(identity.merchant.id, (client) => readCommand(client, path.commandId));
  if (!command) throw new Problem('not-found', 'There is no such command.');
  return { status: 200, body: commandJson(command) };
};
