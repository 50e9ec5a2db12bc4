import { useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/api-error.ts';
import type { WebhookDeliveryDetail } from '../../../api/types.ts';
import { replayDelivery, useWebhookDelivery } from '../../../api/webhook-deliveries.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { FailureNote } from '../../../ui/FailureNote.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { SidePanel } from '../../../ui/SidePanel.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useMay } from '../../../ui/use-may.ts';
import { paths } from '../../../util/path-builder.ts';
import { readableText } from '../../../util/raw-text.ts';
import raw from '../../../ui/raw-payload.module.css';
import { DeliveryChip, useOutcomeText } from './DeliveryItem.tsx';
import css from './delivery-panel.module.css';
import { useTypeText } from './webhook-words.ts';

/** One message: its body as it was signed, and what each attempt brought. */
export function DeliveryPanel({ deliveryId, onClose }: { deliveryId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useWebhookDelivery(deliveryId);
  const isGone = query.error instanceof ApiError && [400, 404].includes(query.error.status);
  return (
    <SidePanel title={t('deliveries.one')} onClose={onClose}>
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {isGone && <p className={raw['plain']}>{t('deliveries.gone')}</p>}
      {query.isError && !isGone && !query.data && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && <Delivery delivery={query.data} />}
    </SidePanel>
  );
}

function Delivery({ delivery }: { delivery: WebhookDeliveryDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayReplay = useMay('webhooks:write');
  const type = useTypeText()(delivery.eventType);
  const { running, problem, act } = useAct();
  const body = readableText(delivery.body, 'application/json');
  return (
    <div className={raw['raw']}>
      <p className={css['head']}>
        <DeliveryChip delivery={delivery} />
        <strong>{type}</strong>
        <Moment at={delivery.createdAt} />
      </p>
      {delivery.nextAttemptAt && (
        <p className={raw['soft']}>
          {t('deliveries.next')} <Moment at={delivery.nextAttemptAt} />
        </p>
      )}
      <div className={css['actions']}>
        {mayReplay && (
          <Button
            type="primary"
            loading={running !== null}
            onClick={() => act('replay', () => replayDelivery(queries, delivery.id))}
          >
            {t('deliveries.replay')}
          </Button>
        )}
        {delivery.orderId && <LinkButton to={paths.order(delivery.orderId)}>{t('exceptions.toOrder')}</LinkButton>}
      </div>
      {problem && <FailureNote text={problem} />}
      <Tries tries={delivery.tries} />
      <section className={raw['part']}>
        <h3>{t('deliveries.body')}</h3>
        {body.shape !== 'form' && <pre className={raw['text']}>{body.text}</pre>}
      </section>
      <p className={raw['soft']}>
        webhook-id <CopyText value={delivery.messageId} what="webhook-id" />
      </p>
    </div>
  );
}

function Tries({ tries }: { tries: WebhookDeliveryDetail['tries'] }) {
  const { t } = useTranslation();
  const outcome = useOutcomeText();
  return (
    <section className={raw['part']}>
      <h3>{t('deliveries.tries')}</h3>
      {tries.length === 0 && <p className={raw['soft']}>{t('deliveries.noTries')}</p>}
      <ol className={css['tries']} aria-label={t('deliveries.tries')}>
        {tries.map((attempt) => (
          <li key={attempt.at}>
            <span className={css['outcome']} data-failed={attempt.failure !== null}>
              {outcome(attempt.status, attempt.failure)}
            </span>
            <span className="tabular">{t('deliveries.ms', { ms: attempt.latencyMs })}</span>
            <Moment at={attempt.at} />
            {attempt.answer && <code className={css['answer']}>{attempt.answer}</code>}
          </li>
        ))}
      </ol>
    </section>
  );
}
