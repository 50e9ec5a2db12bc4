import type { Action, OrderSummary } from '../api/types.ts';

type Standing = Pick<
  OrderSummary,
  'state' | 'fulfilment' | 'refundState' | 'linesCount' | 'partlyShipped' | 'allowedActions'
>;

/**
 * What the moment of an order's life calls for, the likeliest press first: two for the list, the rest for who opens the order. What is
 * not allowed stays in sight with its reason as long as it belongs to the moment. An order that is over calls for nothing.
 */
export function stepsOf(order: Standing): { shown: Action[]; more: Action[] } {
  const isAllowed = (action: Action) => order.allowedActions.some((one) => one.action === action && one.allowed);
  const forward = stepsForward(order);
  const steps = [...forward.filter(isAllowed), ...forward.filter((action) => !isAllowed(action))];
  const decisions: Action[] = isAllowed('agree_refund') ? ['agree_refund', 'refuse_refund'] : [];
  const inParts: Action[] = order.linesCount > 1 && !order.partlyShipped ? ['ship_part'] : [];
  const aside: Action[] = [...inParts, 'change_waybill', 'remark', 'refund_part', 'cancel', 'close'];
  const besides = aside.filter(isAllowed);
  // Somebody waits for their money: that comes before the next step, which may then not be wanted any more.
  if (decisions.length > 0) return { shown: decisions, more: [...steps.filter(isAllowed), ...besides] };
  return { shown: steps, more: besides };
}

function stepsForward({ state, fulfilment, partlyShipped }: Standing): Action[] {
  switch (state) {
    case 'placed':
    case 'paid':
      return ['accept', 'reject'];
    case 'accepted':
      if (partlyShipped && fulfilment === 'shipping') return ['ship_part'];
      return fulfilment === 'none' || fulfilment === 'assigned' || fulfilment === 'preparing'
        ? ['ready', 'ship']
        : ['ship', 'deliver'];
    case 'completed':
    case 'cancelled':
      return [];
  }
}
