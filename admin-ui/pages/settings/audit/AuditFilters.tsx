import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../../../api/keys.ts';
import { usePeople } from '../../../api/people.ts';
import { useMay } from '../../../ui/use-may.ts';
import { AUDIT_RANGES } from '../../../util/audit-filter.ts';
import type { AuditFilter } from '../../../util/audit-filter.ts';
import { ACTS } from './act-words.ts';
import css from './audit-filters.module.css';

const ANY = '';

type Props = { filter: AuditFilter; onChange: (next: AuditFilter) => void };

/** Narrows the record to a person or key, an act, an outcome, some days. */
export function AuditFilters({ filter, onChange }: Props) {
  const { t } = useTranslation();
  const people = usePeople(useMay('people:read')).data ?? [];
  const keys = useKeys(useMay('keys:read')).data ?? [];
  return (
    <div className={css['filters']} role="group" aria-label={t('filter.label')}>
      <Select
        aria-label={t('audit.who')}
        value={filter.actorId ?? ANY}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(value: string) => onChange({ ...filter, actorId: value || null })}
        options={[
          { value: ANY, label: t('audit.anybody') },
          ...people.map(({ id, name }) => ({ value: id, label: name })),
          ...keys.map(({ id, name }) => ({ value: id, label: t('audit.key', { name }) })),
        ]}
      />
      <Select
        aria-label={t('audit.what')}
        value={filter.act ?? ANY}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(value: string) => onChange({ ...filter, act: value || null })}
        options={[
          { value: ANY, label: t('audit.anything') },
          ...ACTS.map((value) => ({ value, label: t(`act.${value}`) })),
        ]}
      />
      <Select
        aria-label={t('audit.outcome')}
        value={filter.outcome ?? ANY}
        popupMatchSelectWidth={false}
        onChange={(value: '' | 'done' | 'refused') => onChange({ ...filter, outcome: value || null })}
        options={[
          { value: ANY, label: t('audit.anyOutcome') },
          { value: 'done', label: t('audit.outcome_done') },
          { value: 'refused', label: t('audit.outcome_refused') },
        ]}
      />
      <Select
        aria-label={t('filter.range')}
        value={filter.range}
        popupMatchSelectWidth={false}
        onChange={(range: AuditFilter['range']) => onChange({ ...filter, range })}
        options={AUDIT_RANGES.map((value) => ({ value, label: t(`audit.range_${value}`) }))}
      />
      {filter.subject && (
        <Button onClick={() => onChange({ ...filter, subject: null })}>{t('audit.clearSubject')}</Button>
      )}
    </div>
  );
}
