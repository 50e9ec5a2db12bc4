import { CheckCircleFilled, LoadingOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { askSoon } from '../api/delayed-commands.ts';
import { isBusy, sendCommand, useProgress } from '../api/order-commands.ts';
import type { Action, OrderSummary } from '../api/types.ts';
import { announce } from '../util/announce.ts';
import { hubNow } from '../util/clock.ts';
import { orderNumber } from '../util/order-number.ts';
import { stepsOf } from '../util/order-steps.ts';
import { askingStore } from './asking.ts';
import { ForbiddenButton } from './ForbiddenButton.tsx';
import { MoreActions } from './MoreActions.tsx';
import css from './order-actions.module.css';
import { UndoButton } from './UndoButton.tsx';
import { shipWaysOf, useProgressText, useReasonText } from './order-words.ts';

type Size = 'row' | 'card' | 'page';

const LAST_MOMENT_MS = 20_000;

/** The buttons of an order, or how the last press on one of them is going. */
export function OrderActions({ order, size }: { order: OrderSummary; size: Size }) {
  const progress = useProgress(order.id);
  const text = useProgressText(order, progress);
  const { t } = useTranslation();
  const number = orderNumber(order);
  useEffect(() => {
    if (text) announce(t('progress.announce', { number, text }));
  }, [text, number, t]);
  if (progress?.step === 'waiting') return <UndoButton order={order} progress={progress} size={size} />;
  if (isBusy(progress)) {
    return (
      <span className={css['state']} data-size={size}>
        <LoadingOutlined aria-hidden /> {text}
      </span>
    );
  }
  if (progress?.step === 'done') {
    return (
      <span className={`${css['state']} ${css['done']}`} data-size={size}>
        <CheckCircleFilled aria-hidden /> {text}
      </span>
    );
  }
  return <Buttons order={order} size={size} />;
}

function Buttons({ order, size }: { order: OrderSummary; size: Size }) {
  const act = useOrderAction(order);
  const { shown, more } = stepsOf(order);
  const main = shown.find((action) => allows(order, action));
  if (shown.length === 0 && more.length === 0) return null;
  return (
    <span className={css['actions']} data-size={size} data-quiet={main === undefined}>
      {shown.map((action) => (
        <ActionButton key={action} order={order} action={action} size={size} isMain={action === main} />
      ))}
      {size === 'page' && more.length > 0 && <MoreActions actions={more} onAct={act} />}
    </span>
  );
}

function ActionButton({
  order,
  action,
  size,
  isMain,
}: {
  order: OrderSummary;
  action: Action;
  size: Size;
  isMain: boolean;
}) {
  const { t } = useTranslation();
  const act = useOrderAction(order);
  const reason = useReasonText(order, action);
  if (reason !== null) return <ForbiddenButton label={t(`action.${action}`)} action={action} reason={reason} />;
  return (
    <Button
      type={isMain ? 'primary' : 'default'}
      size={size === 'row' ? 'small' : 'middle'}
      className={css['button'] ?? ''}
      data-action={action}
      // Of two answers that weigh the same none is put under the thumb.
      data-wide={isMain && action !== 'agree_refund'}
      aria-disabled={false}
      onClick={(event) => {
        event.stopPropagation();
        act(action);
      }}
    >
      {t(`action.${action}`)}
    </Button>
  );
}

/** Does an action on an order: what can wait for no one is sent, what needs to be known or cannot be undone is asked about. */
export function useOrderAction(order: OrderSummary | undefined): (action: Action) => void {
  const queries = useQueryClient();
  return (action) => {
    if (!order || !allows(order, action)) return;
    switch (action) {
      case 'accept':
      case 'ready':
        return askSoon(queries, [order], action, isLastMoment(order) ? { delayMs: 0 } : {});
      case 'deliver':
        return void sendCommand(queries, order.id, { action });
      case 'ship':
        // Without a courier there is nothing to fill in.
        if (shipWaysOf(order).includes('courier')) return askingStore.set({ order, action });
        return void sendCommand(queries, order.id, { action, body: { by: 'own' } });
      case 'reject':
      case 'cancel':
      case 'close':
      case 'agree_refund':
      case 'refuse_refund':
      case 'refund_part':
      case 'remark':
      case 'ship_part':
      case 'change_waybill':
        return askingStore.set({ order, action });
    }
  };
}

/** Near the deadline the platform's clock goes before second thoughts. */
function isLastMoment({ acceptDeadlineAt }: OrderSummary): boolean {
  return acceptDeadlineAt !== null && Date.parse(acceptDeadlineAt) - hubNow() < LAST_MOMENT_MS;
}

export function allows(order: OrderSummary, action: Action): boolean {
  return order.allowedActions.some((one) => one.action === action && one.allowed);
}
