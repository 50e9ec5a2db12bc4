import { useTranslation } from 'react-i18next';
import { readableText } from '../util/raw-text.ts';
import type { RawText } from '../util/raw-text.ts';
import css from './raw-payload.module.css';

type Raw = { method: string; query: string; contentType: string | null; body: string };

/** What a platform sent, word for word, made readable. */
export function RawPayload({ raw: { method, query, contentType, body } }: { raw: Raw }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={css['soft']}>
        {method} {contentType && `· ${contentType}`}
      </p>
      {query && (
        <section className={css['part']}>
          <h3>{t('exceptions.rawQuery')}</h3>
          <Readable raw={readableText(query, 'application/x-www-form-urlencoded')} />
        </section>
      )}
      {body && (
        <section className={css['part']}>
          <h3>{t('exceptions.rawBody')}</h3>
          <Readable raw={readableText(body, contentType)} />
        </section>
      )}
    </>
  );
}

function Readable({ raw }: { raw: RawText }) {
  if (raw.shape !== 'form') return <pre className={css['text']}>{raw.text}</pre>;
  return (
    <dl className={css['fields']}>
      {raw.fields.map(({ name, value }, index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
