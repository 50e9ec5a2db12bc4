import { CheckCircleFilled, LoadingOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isBusy, sendCommand, useProgress } from '../api/order-commands.ts';
import type { Action, AllowedAction, OrderSummary } from '../api/types.ts';
import { announce } from '../util/announce.ts';
import { orderNumber } from '../util/order-number.ts';
import { ForbiddenButton } from './ForbiddenButton.tsx';
import css from './order-actions.module.css';
import { useProgressText, useReasonText } from './order-words.ts';
import { rejectingStore } from './rejecting.ts';

type Size = 'row' | 'card' | 'page';

/** The buttons of an order, or how the last press on one of them is going. */
export function OrderActions({ order, size }: { order: OrderSummary; size: Size }) {
  const progress = useProgress(order.id);
  const text = useProgressText(order, progress);
  const { t } = useTranslation();
  const number = orderNumber(order);
  useEffect(() => {
    if (text) announce(t('progress.announce', { number, text }));
  }, [text, number, t]);
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
  return (
    <span
      className={css['actions']}
      data-size={size}
      data-quiet={!order.allowedActions.some((one) => one.allowed && isShown(one))}
    >
      {order.allowedActions.filter(isShown).map(({ action }) => (
        <ActionButton key={action} order={order} action={action} size={size} />
      ))}
    </span>
  );
}

function isShown({ action }: AllowedAction): boolean {
  return action === 'accept' || action === 'reject';
}

function ActionButton({ order, action, size }: { order: OrderSummary; action: Action; size: Size }) {
  const { t } = useTranslation();
  const act = useOrderAction(order);
  const reason = useReasonText(order, action);
  if (reason !== null) return <ForbiddenButton label={t(`action.${action}`)} action={action} reason={reason} />;
  return (
    <Button
      type={action === 'accept' ? 'primary' : 'default'}
      size={size === 'row' ? 'small' : 'middle'}
      className={css['button'] ?? ''}
      data-action={action}
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

/** Does an action on an order: what can wait for no one is sent, what cannot be undone is asked about. */
export function useOrderAction(order: OrderSummary | undefined): (action: Action) => void {
  const queries = useQueryClient();
  return (action) => {
    const isAllowed = order?.allowedActions.some((allowed) => allowed.action === action && allowed.allowed);
    if (!order || !isAllowed) return;
    if (action === 'reject') rejectingStore.set(order);
    else void sendCommand(queries, order.id, { action: 'accept' });
  };
}
