import { useTranslation } from 'react-i18next';
import { useShops } from '../../../api/orders.ts';
import type { PasswordLink, Person } from '../../../api/types.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { StateChip } from '../../../ui/StateChip.tsx';
import type { Tone } from '../../../ui/StateChip.tsx';
import { useMay } from '../../../ui/use-may.ts';
import { PersonActions } from './PersonActions.tsx';
import css from './person-item.module.css';

const TONES: Record<Person['state'], Tone> = { active: 'good', invited: 'warn', disabled: 'off' };

type Props = { person: Person; onEdit: () => void; onLink: (link: PasswordLink) => void };

/** One colleague: what they may do, where, and whether they have been here. */
export function PersonItem({ person, onEdit, onLink }: Props) {
  const { t } = useTranslation();
  const shops = useShops().data ?? [];
  const mayChange = useMay('people:write');
  const places = person.shopIds
    ? person.shopIds.map((id) => shops.find((shop) => shop.id === id)?.name ?? id).join(t('list.separator'))
    : t('filter.allShops');
  return (
    <li className={css['item']} aria-label={person.name}>
      <div className={css['who']}>
        <span className={css['name']}>
          <strong>{person.name}</strong>
          <StateChip tone={TONES[person.state]}>{t(`personState.${person.state}`)}</StateChip>
        </span>
        <span className={css['soft']}>{person.email}</span>
      </div>
      <div className={css['what']}>
        <span>{t(`role.${person.role}`)}</span>
        <span className={css['soft']}>{places}</span>
      </div>
      <div className={css['when']}>
        <span>
          {person.lastLogInAt ? (
            <>
              {t('people.lastLogIn')} <Moment at={person.lastLogInAt} />
            </>
          ) : (
            t('people.neverIn')
          )}
        </span>
        <span className={css['soft']}>
          {person.secondFactor ? t('people.withFactor') : t('people.withoutFactor')}
          {person.linkUntil && (
            <>
              {' · '}
              {t('people.linkUntil')} <Moment at={person.linkUntil} />
            </>
          )}
        </span>
      </div>
      {mayChange && <PersonActions person={person} onEdit={onEdit} onLink={onLink} />}
    </li>
  );
}
