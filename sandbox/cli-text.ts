import { z } from 'zod';

const orderSchema = z.looseObject({
  orderId: z.string(),
  shop: z.string(),
  status: z.union([z.number(), z.string()]),
  refunds: z.array(z.looseObject({ kind: z.string(), state: z.string() })).default([]),
  pushes: z.array(z.looseObject({ kind: z.string(), state: z.string(), tries: z.number() })).default([]),
});

const callsSchema = z.object({
  calls: z.array(
    z.looseObject({
      at: z.string(),
      path: z.string(),
      orderId: z.string().optional(),
      code: z.number().optional(),
      fault: z.string().optional(),
    }),
  ),
});

const tokensSchema = z.object({
  minted: z.number(),
  tokens: z.array(z.looseObject({ clientId: z.string(), shop: z.string(), expiresAt: z.number() })),
});

/** The platform's view of an order in a few lines. */
export function describeOrder(answer: unknown): string {
  const order = orderSchema.parse(answer);
  const lines = [`order ${order.orderId}  shop ${order.shop}  status ${String(order.status)}`];
  for (const refund of order.refunds) lines.push(`  refund (${refund.kind}): ${refund.state}`);
  for (const push of order.pushes) lines.push(`  push ${push.kind}: ${push.state}, tried ${String(push.tries)} times`);
  return lines.join('\n');
}

/** One line for each call. */
export function describeCalls(answer: unknown): string {
  const { calls } = callsSchema.parse(answer);
  if (calls.length === 0) return 'no calls';
  return calls
    .map(({ at, path, orderId = '', code, fault }) => {
      const outcome = code === 0 ? 'ok' : code === undefined ? 'no answer' : `error ${String(code)}`;
      return `${at}  ${path}  ${orderId}  ${outcome}${fault ? `  (fault: ${fault})` : ''}`.trimEnd();
    })
    .join('\n');
}

/** How many tokens there were, and until when those of today live. */
export function describeTokens(answer: unknown): string {
  const { minted, tokens } = tokensSchema.parse(answer);
  const lines = tokens.map(
    ({ clientId, shop, expiresAt }) => `  app ${clientId}  shop ${shop}  until ${new Date(expiresAt).toISOString()}`,
  );
  return [`${String(minted)} tokens given out`, ...lines].join('\n');
}
