import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/api-error.ts';
import { createKey } from '../../../api/keys.ts';
import type { NewApiKey, Scope } from '../../../api/types.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { useIdentity } from '../../../ui/use-identity.ts';
import { hubNow } from '../../../util/clock.ts';
import { ShopsField } from '../ShopsField.tsx';
import css from './key-dialog.module.css';
import { useScopeText } from './scope-words.ts';

const NAME_LENGTH_MAX = 60;
const DAY_MS = 86_400_000;
const LIVES_DAYS = [30, 90, 365] as const;
const FOR_EVER = 0;
const RATE_USUAL = 600;
const RATE_MAX = 60_000;
/** What people do themselves; the hub gives it to no key. */
const FOR_PEOPLE: readonly Scope[] = ['account:write', 'people:write', 'keys:write'];

type Props = { onClose: () => void; onMade: (key: NewApiKey) => void };

/** Makes a key that may do what is ticked, and nothing that its maker may not. */
export function KeyDialog({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const scopeText = useScopeText();
  const offered = (useIdentity()?.scopes ?? []).filter((scope) => !FOR_PEOPLE.includes(scope));
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['orders:read']);
  const [shopIds, setShopIds] = useState<string[]>([]);
  const [days, setDays] = useState<number>(LIVES_DAYS[2]);
  const [ratePerMinute, setRate] = useState(RATE_USUAL);
  const onSubmit = async () => {
    if (!name.trim()) return t('keys.needName');
    if (scopes.length === 0) return t('keys.needScopes');
    const made = await createKey(queries, {
      name: name.trim(),
      scopes,
      ratePerMinute,
      shopIds: shopIds.length > 0 ? shopIds : null,
      expiresAt: days === FOR_EVER ? null : new Date(hubNow() + days * DAY_MS).toISOString(),
    });
    onMade(made);
    return undefined;
  };
  const wordsFor = (error: unknown) =>
    error instanceof ApiError && error.status === 400 && shopIds.length > 0 ? t('keys.notWithShops') : undefined;
  return (
    <FormDialog
      title={t('keys.add')}
      okText={t('keys.make')}
      width={560}
      onSubmit={onSubmit}
      onClose={onClose}
      wordsFor={wordsFor}
    >
      <Field label={t('keys.name')} hint={t('keys.name_hint')}>
        {(id, hintId) => (
          <Input
            id={id}
            aria-describedby={hintId}
            value={name}
            autoFocus
            autoComplete="off"
            maxLength={NAME_LENGTH_MAX}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('keys.scopes')} hint={t('keys.scopes_hint')}>
        {(id) => (
          <div id={id} role="group" aria-label={t('keys.scopes')}>
            <Checkbox.Group
              className={css['scopes'] ?? ''}
              value={scopes}
              onChange={(ticked) => setScopes(ticked)}
              options={offered.map((value) => ({ value, label: scopeText(value) }))}
            />
          </div>
        )}
      </Field>
      <ShopsField value={shopIds} onChange={setShopIds} />
      <Field label={t('keys.life')}>
        {(id) => (
          <Select
            id={id}
            value={days}
            onChange={(chosen: number) => setDays(chosen)}
            options={[
              ...LIVES_DAYS.map((value) => ({ value, label: t('duration.day', { count: value }) })),
              { value: FOR_EVER, label: t('keys.noEnd') },
            ]}
          />
        )}
      </Field>
      <Field label={t('keys.rate')}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            max={RATE_MAX}
            precision={0}
            value={ratePerMinute}
            onChange={(rate) => setRate(rate ?? RATE_USUAL)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
