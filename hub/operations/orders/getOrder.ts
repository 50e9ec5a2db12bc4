import { orderWorkflowId } from '../../../domain/ids.ts';
import { listCommands } from '../../../prisma/store/commands.ts';
import { readAmounts, readEvents, readFacts, readLines, readOrder } from '../../../prisma/store/order-views.ts';
import { readContacts } from '../../../prisma/store/order-contacts.ts';
import { openCustomer } from '../../../prisma/store/order-words.ts';
import type { Config } from '../../config.ts';
import { maskAddress } from '../../masking.ts';
import type { Operation } from '../../operation.ts';
import { commandJson, orderSummary } from '../../order-json.ts';
import { may } from '../../permissions.ts';
import { Problem } from '../../problem.ts';
import { contactsJson } from './order-contacts.ts';
import { tellableOf } from './typed-orders.ts';
import { refundsJson } from './refunds-json.ts';

export const getOrder: Operation<'getOrder'> = async ({ path }, identity, { database, config }) => {
  const { cipher } = database;
  const id = path.orderId;
  const [row, amounts, lines, events, commands, facts, contacts] = await database.readOfMerchant(
    identity.merchant.id,
    (client) =>
      Promise.all([
        readOrder(client, id),
        readAmounts(client, id),
        readLines(client, id),
        readEvents(client, id),
        listCommands(client, id),
        readFacts(client, id),
        readContacts(client, cipher, id),
      ]),
  );
  if (!row) throw new Problem('not-found', 'There is no such order.');
  const { address, merchantRemark } = openCustomer(cipher, row.customer_encrypted);
  const workflowId = orderWorkflowId(row.shop_id, row.platform_order_id);
  return {
    status: 200,
    body: {
      ...orderSummary(cipher, row),
      // Who packs and delivers needs the door; who books does not.
      address: may(identity, 'customers:read') ? address : maskAddress(address),
      merchantRemark: merchantRemark || null,
      customerErasedAt: row.customer_erased_at?.toISOString() ?? null,
      tellable: tellableOf(row),
      ...contactsJson(identity, row, contacts),
      amounts,
      // What the customer pays stands on the receipt; what is left of it is the business of who books and who owns.
      merchantReceivesMinor:
        row.merchant_receives_minor === null || !may(identity, 'money:read')
          ? null
          : Number(row.merchant_receives_minor),
      lines: lines.map((line, index) => ({
        id: line.id,
        name: line.name,
        spec: line.spec,
        skuCode: line.sku_code,
        quantity: line.quantity,
        unitPriceMinor: Number(line.unit_price_minor),
        totalMinor: Number(line.total_minor),
        shipped: row.shipped_lines?.includes(index + 1) ?? null,
      })),
      refunds: refundsJson(facts, events),
      events: events.map((event) => ({
        id: event.id,
        sequence: Number(event.sequence),
        kind: event.kind,
        outcome: event.outcome,
        reasonCode: event.reason_code,
        actor: event.actor,
        source: event.source,
        occurredAt: event.occurred_at.toISOString(),
        recordedAt: event.recorded_at.toISOString(),
        messageId: event.message_id,
        detail: event.detail,
      })),
      commands: commands.map((command) => commandJson(command)),
      workflowId,
      workflowUrl: may(identity, 'messages:raw') ? workflowUrl(config, workflowId) : null,
    },
  };
};

/** As Temporal's own page addresses a workflow's runs. */
function workflowUrl({ temporalUiUrl, temporalNamespace }: Config, workflowId: string): string | null {
  if (temporalUiUrl === undefined) return null;
  return `${temporalUiUrl}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
