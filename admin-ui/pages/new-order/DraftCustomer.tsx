import { Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { Draft } from '../../util/new-order.ts';
import css from './draft.module.css';

type Props = { draft: Draft; onChange: (part: Partial<Draft>) => void };

/** Who wants it, how it gets there, when, and what they said. */
export function DraftCustomer({ draft, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Panel title={t('counter.customer')}>
      <div className={css['fields']}>
        <Radio.Group
          aria-label={t('counter.way')}
          optionType="button"
          value={draft.deliveryMode}
          onChange={(event) => onChange({ deliveryMode: event.target.value as Draft['deliveryMode'] })}
          options={[
            { value: 'pickup', label: t('counter.pickup') },
            { value: 'delivery', label: t('counter.delivery') },
          ]}
        />
        <div className={css['pair']}>
          <Words label={t('counter.name')} value={draft.name} max={100} onChange={(name) => onChange({ name })} />
          <Words label={t('counter.phone')} value={draft.phone} max={40} onChange={(phone) => onChange({ phone })} />
        </div>
        {draft.deliveryMode === 'delivery' && (
          <Words
            label={t('counter.address')}
            value={draft.address}
            max={500}
            onChange={(address) => onChange({ address })}
          />
        )}
        <Field label={t('counter.when')} hint={t('counter.when_hint')}>
          {(id, hintId) => (
            <Input
              id={id}
              aria-describedby={hintId}
              type="datetime-local"
              value={draft.promisedAt}
              onChange={(event) => onChange({ promisedAt: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('counter.remark')}>
          {(id) => (
            <Input.TextArea
              id={id}
              rows={2}
              maxLength={1000}
              value={draft.remark}
              onChange={(event) => onChange({ remark: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Panel>
  );
}

type WordsProps = { label: string; value: string; max: number; onChange: (value: string) => void };

function Words({ label, value, max, onChange }: WordsProps) {
  return (
    <Field label={label}>
      {(id) => <Input id={id} value={value} maxLength={max} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
