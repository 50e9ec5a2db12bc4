import { CloseOutlined, ExclamationCircleFilled } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dismissProgress, sendCommand, useProgress } from '../api/order-commands.ts';
import type { OrderSummary } from '../api/types.ts';
import { useProgressText } from './order-words.ts';
import css from './progress-note.module.css';

/** True when the last press ended in a way that a person has to read. */
export function useHasNote(orderId: string): boolean {
  const step = useProgress(orderId)?.step;
  return step === 'refused' || step === 'failed';
}

/** Why the last press did nothing, in the platform's own words where it gave some. */
export function ProgressNote({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const progress = useProgress(order.id);
  const text = useProgressText(order, progress);
  if (!text || !(progress?.step === 'refused' || progress?.step === 'failed')) return null;
  // What a rule forbids will not go through by asking again.
  const canRetry = progress.step === 'failed' && progress.error.status !== 403 && !progress.error.problem?.reasonCode;
  return (
    <span className={css['note']}>
      <ExclamationCircleFilled aria-hidden />
      <span className={css['text']} title={text}>
        {text}
      </span>
      {canRetry && (
        <button
          type="button"
          className={css['retry']}
          onClick={(event) => {
            event.stopPropagation();
            void sendCommand(queries, order.id, progress.ask);
          }}
        >
          {t('action.retry')}
        </button>
      )}
      <button
        type="button"
        className={css['close']}
        aria-label={t('action.dismiss')}
        title={t('action.dismiss')}
        onClick={(event) => {
          event.stopPropagation();
          dismissProgress(order.id);
        }}
      >
        <CloseOutlined aria-hidden />
      </button>
    </span>
  );
}
