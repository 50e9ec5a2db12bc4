import type { TypedOrder } from '../../../connectors/typed-order.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { keep, numberOf, seen, shopOfOnesOwn } from './typed-orders.ts';

export const createOrder: Operation<'createOrder'> = async ({ body, http }, identity, context) => {
  if (!body) throw new Problem('invalid-request', 'There is no order.');
  const { lines, deliveryMinor = 0, discountMinor = 0, customer = {}, promisedAt } = body;
  const goods = lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  if (discountMinor > goods + deliveryMinor) {
    const errors = [{ path: '/body/discountMinor', message: 'is more than the order' }];
    throw new Problem('invalid-request', 'The discount is more than the order.', { errors });
  }
  const shop = await shopOfOnesOwn(context, identity, body.shopId);
  const order: TypedOrder = {
    at: new Date().toISOString(),
    by: identity.name,
    lines: lines.map(({ name, spec, skuCode, quantity, unitPriceMinor }) => {
      return { name: name.trim(), spec: words(spec), skuCode: words(skuCode), quantity, unitPriceMinor };
    }),
    deliveryMinor,
    discountMinor,
    deliveryMode: body.deliveryMode,
    promisedAt: promisedAt === undefined ? null : new Date(promisedAt).toISOString(),
    customer: { name: words(customer.name), phone: words(customer.phone), address: words(customer.address) },
    remark: words(body.remark),
    paid: body.paid,
  };
  const platformOrderId = numberOf(identity, http.get('idempotency-key'), 'order');
  await keep(context, identity, shop, {
    kind: 'typed',
    platformOrderId,
    messageKey: `typed ${platformOrderId}`,
    body: order,
  });
  const answer = await seen(context, identity, platformOrderId, () => true);
  return { status: answer.order === null ? 202 : 201, body: answer };
};

/** Nothing and empty are the same. */
function words(text: string | undefined): string | null {
  return text?.trim() || null;
}
