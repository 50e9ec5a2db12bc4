import { useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rotateKey } from '../../../api/keys.ts';
import type { ApiKey, NewApiKey } from '../../../api/types.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import dialog from '../../../ui/action-dialog.module.css';

const HOUR_S = 3_600;
const OVERLAPS_HOURS = [0, 1, 24, 168] as const;
const OVERLAP_USUAL_HOURS = 24;

type Props = { apiKey: ApiKey; onClose: () => void; onMade: (key: NewApiKey) => void };

/** Gives a key a new secret; the old one is taken as long as the program needs to change. */
export function RotateKeyDialog({ apiKey, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [hours, setHours] = useState<number>(OVERLAP_USUAL_HOURS);
  const onSubmit = async () => {
    const made = await rotateKey(queries, apiKey.id, hours * HOUR_S);
    onClose();
    onMade(made);
    return undefined;
  };
  return (
    <FormDialog
      title={t('keys.rotateTitle', { name: apiKey.name })}
      okText={t('keys.rotate')}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <p className={dialog['consequence']} data-tone="plain">
        {t('keys.rotate_hint')}
      </p>
      <Field label={t('keys.overlap')}>
        {(id) => (
          <Select
            id={id}
            value={hours}
            onChange={(chosen: number) => setHours(chosen)}
            options={OVERLAPS_HOURS.map((value) => ({
              value,
              label: value === 0 ? t('webhooks.overlapNone') : t('duration.hour', { count: value }),
            }))}
          />
        )}
      </Field>
    </FormDialog>
  );
}
