import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Command, OrderDetail, OrderEvent } from '../../api/types.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { Money } from '../../ui/Money.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useCommandWords } from '../../ui/order-words.ts';
import { useMay } from '../../ui/use-may.ts';
import css from './timeline.module.css';
import { useActorText, useDetail, useEventText, useWhyNot } from './timeline-words.ts';

const OrderMessage = lazy(async () => ({ default: (await import('./OrderMessage.tsx')).OrderMessage }));

/** Everything that happened, latest first, and what we asked the platform to do. */
export function Timeline({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const mayReadRaw = useMay('messages:raw');
  const [messageId, setMessageId] = useState<string | null>(null);
  const events = order.events.toSorted((one, other) => other.sequence - one.sequence);
  const commands = order.commands.toSorted((one, other) => other.askedAt.localeCompare(one.askedAt));
  return (
    <Panel title={t('order.timeline')}>
      <ol className={css['events']}>
        {events.map((event) => (
          <EventItem
            key={event.id}
            event={event}
            currency={order.currency}
            onRaw={mayReadRaw && event.messageId ? () => setMessageId(event.messageId) : null}
          />
        ))}
      </ol>
      {commands.length > 0 && (
        <>
          <h3 className={css['sub']}>{t('order.commands')}</h3>
          <ul>
            {commands.map((command) => (
              <CommandItem key={command.id} command={command} platform={order.platform} />
            ))}
          </ul>
        </>
      )}
      <Suspense>
        {messageId && <OrderMessage orderId={order.id} messageId={messageId} onClose={() => setMessageId(null)} />}
      </Suspense>
      <details className={css['engineers']}>
        <summary>{t('order.engineers')}</summary>
        <p>
          {t('order.workflowId')} <CopyText value={order.workflowId} what={t('order.workflowId')} />
          {order.workflowUrl && (
            <a className={css['link']} href={order.workflowUrl} target="_blank" rel="noreferrer">
              {t('company.openWorkflow')}
            </a>
          )}
        </p>
        <p>
          {t('order.platformOrderId')} <CopyText value={order.platformOrderId} what={t('order.platformOrderId')} />
        </p>
      </details>
    </Panel>
  );
}

type EventProps = { event: OrderEvent; currency: string; onRaw: (() => void) | null };

function EventItem({ event, currency, onRaw }: EventProps) {
  const { t } = useTranslation();
  const actor = useActorText();
  const kind = useEventText();
  const whyNot = useWhyNot()(event);
  const amountMinor = event.detail['amountMinor'];
  const told = useDetail()(event.detail);
  return (
    <li className={css['event']} data-outcome={event.outcome}>
      <span className={css['what']}>
        <strong>
          {kind(event.kind)} {typeof amountMinor === 'number' && <Money minor={amountMinor} currency={currency} />}
        </strong>
        <Moment at={event.occurredAt} />
      </span>
      <span className={css['who']}>
        {actor(event.actor)} · {t(`source.${event.source}`)}
        {onRaw && (
          <Button type="link" size="small" onClick={onRaw}>
            {t('company.raw')}
          </Button>
        )}
      </span>
      {whyNot && <span className={css['why']}>{whyNot}</span>}
      {told && <span className={css['told']}>{told}</span>}
    </li>
  );
}

function CommandItem({ command, platform }: { command: Command; platform: string }) {
  const { t } = useTranslation();
  const words = useCommandWords()(command, platform);
  const actor = useActorText();
  return (
    <li className={css['command']} data-state={command.state}>
      <span className={css['what']}>
        <span>
          <strong>{t(`action.${command.action}`)}</strong>{' '}
          <span className={css['result']}>{t(`commandState.${command.state}`)}</span>
        </span>
        <Moment at={command.askedAt} />
      </span>
      <span className={css['who']}>{actor(command.actor)}</span>
      {words && <span className={css['why']}>{words}</span>}
    </li>
  );
}
