import { useTranslation } from 'react-i18next';
import { usePlatforms } from '../../api/connections.ts';
import type { Connection } from '../../api/types.ts';
import { Moment } from '../../ui/Moment.tsx';
import { useWords } from '../../ui/use-words.ts';
import css from './shop-facts.module.css';

/** The account at the platform and which of its credentials are there; of each only the end is known here. */
export function AccountFacts({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const words = useWords();
  const platforms = usePlatforms();
  const fields = platforms.data?.items.find(({ platform }) => platform === connection.platform)?.setup.fields ?? [];
  const set = connection.credentials.filter(({ isSet }) => isSet);
  return (
    <dl className={css['facts']}>
      <dt>{t('manage.account')}</dt>
      <dd>{connection.name}</dd>
      {set.map(({ name, end }) => {
        const field = fields.find((one) => one.name === name);
        return <Credential key={name} label={field ? words(field.label) : name} end={end} />;
      })}
      {connection.oldAcceptedUntil && (
        <>
          <dt>{t('manage.oldUntil')}</dt>
          <dd>
            <Moment at={connection.oldAcceptedUntil} />
          </dd>
        </>
      )}
    </dl>
  );
}

function Credential({ label, end }: { label: string; end: string }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{label}</dt>
      <dd className="tabular">{end === '' ? t('manage.isSet') : t('manage.endsWith', { end })}</dd>
    </>
  );
}
