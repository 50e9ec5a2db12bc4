import { useTranslation } from 'react-i18next';
import type { WebhookDelivery, WebhookFailure } from '../../../api/types.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { StateChip } from '../../../ui/StateChip.tsx';
import type { Tone } from '../../../ui/StateChip.tsx';
import css from './delivery-log.module.css';
import { useTypeText } from './webhook-words.ts';

/** One message in a line; a press opens its body and attempts. */
export function DeliveryItem({ delivery, onOpen }: { delivery: WebhookDelivery; onOpen: () => void }) {
  const { t } = useTranslation();
  const type = useTypeText()(delivery.eventType);
  const outcome = useOutcomeText();
  return (
    <li className={css['item']}>
      <DeliveryChip delivery={delivery} />
      <button type="button" className={css['open']} onClick={onOpen}>
        {type} <code>{delivery.eventType}</code>
      </button>
      <span className={css['outcome']}>{outcome(delivery.lastStatus, delivery.lastFailure)}</span>
      <span className={`${css['soft']} tabular`}>{t('deliveries.attempts', { count: delivery.attempts })}</span>
      <span className={`${css['soft']} tabular`}>
        {delivery.lastLatencyMs === null ? '' : t('deliveries.ms', { ms: delivery.lastLatencyMs })}
      </span>
      <span className={css['when']}>
        <Moment at={delivery.createdAt} />
      </span>
    </li>
  );
}

/** Where a message is on its way. One that has failed before is not simply on its way. */
export function DeliveryChip({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useTranslation();
  const tone: Tone =
    delivery.state === 'delivered'
      ? 'good'
      : delivery.state === 'given_up'
        ? 'bad'
        : delivery.attempts > 0
          ? 'warn'
          : 'off';
  return <StateChip tone={tone}>{t(`deliveryState.${delivery.state}`)}</StateChip>;
}

/** What came back: the status where there was one, else what went wrong. */
export function useOutcomeText(): (status: number | null, failure: WebhookFailure | null) => string {
  const { t } = useTranslation();
  return (status, failure) => {
    if (status !== null) return `HTTP ${status}`;
    return failure ? t(`webhookFailure.${failure}`) : '';
  };
}
