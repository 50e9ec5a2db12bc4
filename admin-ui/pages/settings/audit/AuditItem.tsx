import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../api/types.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { StateChip } from '../../../ui/StateChip.tsx';
import { useActText } from './act-words.ts';
import css from './audit-item.module.css';

/** One act in a line; a press shows all that was kept of it. */
export function AuditItem({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const act = useActText();
  const [open, setOpen] = useState(false);
  const { actor } = entry;
  const who = actor.kind === 'api_key' ? t('audit.key', { name: actor.name }) : actor.name;
  return (
    <li className={css['item']}>
      <button type="button" className={css['row']} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={css['when']}>
          <Moment at={entry.at} />
        </span>
        <span className={css['who']}>{who}</span>
        <span className={css['what']}>
          {act(entry.act)}
          {entry.outcome === 'refused' && <StateChip tone="bad">{t('audit.outcome_refused')}</StateChip>}
        </span>
        <span className={css['where']}>{entry.address ?? t(`audit.by_${actor.kind}`)}</span>
      </button>
      {open && <Details entry={entry} />}
    </li>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  return (
    <dl className={css['details']}>
      <div>
        <dt>{t('audit.number')}</dt>
        <dd>
          {entry.sequence} · {entry.act}
        </dd>
      </div>
      {entry.subject && (
        <div>
          <dt>{t('audit.subject')}</dt>
          <dd>
            <CopyText value={entry.subject} what={t('audit.subject')} />
          </dd>
        </div>
      )}
      {entry.requestId && (
        <div>
          <dt>{t('audit.request')}</dt>
          <dd>
            <CopyText value={entry.requestId} what={t('audit.request')} />
          </dd>
        </div>
      )}
      {Object.keys(entry.details).length > 0 && (
        <div>
          <dt>{t('audit.details')}</dt>
          <dd>
            <pre className={css['text']}>{JSON.stringify(entry.details, null, 2)}</pre>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('audit.seal')}</dt>
        <dd className={css['seal']}>{entry.hash}</dd>
      </div>
    </dl>
  );
}
