import { UndoOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { undoAsk } from '../api/delayed-commands.ts';
import type { Progress } from '../api/order-commands.ts';
import type { OrderSummary } from '../api/types.ts';
import { useClock } from '../util/clock.ts';
import css from './order-actions.module.css';

type Props = { order: OrderSummary; progress: Extract<Progress, { step: 'waiting' }>; size: 'row' | 'card' | 'page' };

/** Stands where the press was made, for as long as it can be taken back. Its name does not count down: nobody wants that read out. */
export function UndoButton({ order, progress, size }: Props) {
  const { t } = useTranslation();
  const seconds = useClock(() => Math.max(0, Math.ceil((progress.sendAt - Date.now()) / 1000)));
  return (
    <span className={css['actions']} data-size={size}>
      <Button
        size={size === 'row' ? 'small' : 'middle'}
        className={`${css['button']} ${css['undo']}`}
        icon={<UndoOutlined aria-hidden />}
        aria-label={t('undo.name', { action: t(`action.${progress.ask.action}`) })}
        data-wide
        onClick={(event) => {
          event.stopPropagation();
          undoAsk(order.id);
        }}
      >
        {t('undo.button', { action: t(`action.${progress.ask.action}`) })}
        <span className={`${css['seconds']} tabular`} aria-hidden>
          {seconds}
        </span>
      </Button>
    </span>
  );
}
