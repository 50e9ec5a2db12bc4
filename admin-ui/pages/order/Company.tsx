import { EyeOutlined, InfoCircleOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePresence } from '../../api/presence.ts';
import { sessionStore } from '../../api/session.ts';
import type { OrderDetail } from '../../api/types.ts';
import { Moment } from '../../ui/Moment.tsx';
import { useStore } from '../../util/store.ts';
import css from './company.module.css';
import { useActorText } from './timeline-words.ts';

/**
 * Who else has this order open, and what somebody else has done with it since it was opened here: two people must not do the same
 * twice, nor wonder why a button has gone.
 */
export function Company({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const others = usePresence(order.id);
  const theirs = useTheirDeeds(order);
  const actor = useActorText();
  if (others.length === 0 && !theirs) return null;
  return (
    <div className={css['company']} role="status">
      {others.length > 0 && (
        <span className={css['others']}>
          <EyeOutlined aria-hidden /> {t('company.looking', { names: others.join(t('list.separator')) })}
        </span>
      )}
      {theirs && (
        <span className={css['deed']}>
          <InfoCircleOutlined aria-hidden />{' '}
          {t('company.did', { name: actor(theirs.actor), action: t(`action.${theirs.action}`) })}{' '}
          {t(`commandState.${theirs.state}`)} · <Moment at={theirs.askedAt} />
        </span>
      )}
    </div>
  );
}

/** The last command of somebody else that came after this page had read the order for the first time. */
function useTheirDeeds(order: OrderDetail) {
  const session = useStore(sessionStore);
  const [known] = useState(() => new Set(order.commands.map(({ id }) => id)));
  const me = session.status === 'in' ? session.identity.name : '';
  return order.commands.findLast(({ id, actor }) => !known.has(id) && actor !== me);
}
