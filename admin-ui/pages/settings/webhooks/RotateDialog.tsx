import { useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rotateSecret } from '../../../api/webhook-endpoints.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import css from '../../../ui/action-dialog.module.css';
import { SecretDialog } from './SecretDialog.tsx';

const OVERLAPS_HOURS = [0, 1, 24, 72, 168] as const;
const OVERLAP_USUAL_HOURS = 24;

/** Signs with a new secret, the old one beside it for as long as the receiver needs; then shows it. */
export function RotateDialog({ endpointId, onClose }: { endpointId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [overlapHours, setOverlapHours] = useState<number>(OVERLAP_USUAL_HOURS);
  const [done, setDone] = useState(false);
  if (done) return <SecretDialog endpointId={endpointId} onClose={onClose} />;
  const onSubmit = async () => {
    await rotateSecret(queries, endpointId, overlapHours);
    setDone(true);
    return undefined;
  };
  return (
    <FormDialog
      title={t('webhooks.rotateTitle')}
      okText={t('webhooks.rotateNow')}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <p className={css['consequence']} data-tone="plain">
        {t('webhooks.rotate_hint')}
      </p>
      <Field label={t('webhooks.overlap')}>
        {(id) => (
          <Select
            id={id}
            value={overlapHours}
            onChange={(hours: number) => setOverlapHours(hours)}
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
