import { useTranslation } from 'react-i18next';
import type { WebhookEventType } from '../../../api/types.ts';

export const EVENT_TYPES = [
  'order.created',
  'order.changed',
  'command.finished',
  'message.parked',
] as const satisfies readonly WebhookEventType[];
/** A ping is asked for by hand, so nobody subscribes to it; but it stands in the log. */
export const SENT_TYPES = [...EVENT_TYPES, 'ping'] as const;

/** Names what happened; the technical name stays beside it for whoever writes the receiver. */
export function useTypeText(): (type: string) => string {
  const { t } = useTranslation();
  return (type) => {
    switch (SENT_TYPES.find((known) => known === type)) {
      case 'order.created':
        return t('eventType.order_created');
      case 'order.changed':
        return t('eventType.order_changed');
      case 'command.finished':
        return t('eventType.command_finished');
      case 'message.parked':
        return t('eventType.message_parked');
      case 'ping':
        return t('eventType.ping');
      case undefined:
        return type;
    }
  };
}

export function useTypesText(): (types: readonly WebhookEventType[]) => string {
  const { t } = useTranslation();
  const name = useTypeText();
  return (types) => (types.length === 0 ? t('webhooks.allTypes') : types.map(name).join(t('list.separator')));
}
