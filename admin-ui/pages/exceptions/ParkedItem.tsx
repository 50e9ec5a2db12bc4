import { useTranslation } from 'react-i18next';
import type { ParkedMessage, Shop } from '../../api/types.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { useKindText } from '../../ui/message-kinds.ts';
import { Moment } from '../../ui/Moment.tsx';
import { PlatformMark, usePlatformName } from '../../ui/PlatformMark.tsx';
import { ParkedActions } from './ParkedActions.tsx';
import css from './parked-item.module.css';

type Props = {
  message: ParkedMessage;
  shop: Shop | undefined;
  onOpen: () => void;
  onDismiss: () => void;
};

/** One message that waits for a person: which, why, and what can be done about it. */
export function ParkedItem({ message, shop, onOpen, onDismiss }: Props) {
  const { t } = useTranslation();
  const kind = useKindText()(message.kind);
  const platform = usePlatformName()(message.platform);
  const name = t('exceptions.row', { platform, kind, id: message.platformOrderId ?? '' });
  return (
    <li className={css['item']} aria-label={name} data-message-id={message.id}>
      <div className={css['which']}>
        <PlatformMark platform={message.platform} />
        <span className={css['when']}>
          <Moment at={message.receivedAt} />
          {message.repeatCount > 0 && <> · {t('exceptions.repeats', { count: message.repeatCount })}</>}
        </span>
      </div>
      <div className={css['why']}>
        <strong data-reason={message.reason}>{t(`parkedReason.${message.reason}`)}</strong>
        <span className={css['advice']}>{t(`parkedAdvice.${message.reason}`)}</span>
        {message.detail && <span className={css['detail']}>{message.detail}</span>}
      </div>
      <dl className={css['facts']}>
        <div>
          <dt>{t('exceptions.kind')}</dt>
          <dd>{kind}</dd>
        </div>
        <div>
          <dt>{t('filter.shop')}</dt>
          <dd>{shop?.name ?? message.platformShopId ?? t('exceptions.noShop')}</dd>
        </div>
        {message.platformOrderId && (
          <div>
            <dt>{t('order.platformOrderId')}</dt>
            <dd>
              <CopyText value={message.platformOrderId} what={t('order.platformOrderId')} tail={6} />
            </dd>
          </div>
        )}
      </dl>
      <ParkedActions message={message} onOpen={onOpen} onDismiss={onDismiss} />
    </li>
  );
}
