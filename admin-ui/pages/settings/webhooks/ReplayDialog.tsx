import { useQueryClient } from '@tanstack/react-query';
import { Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../api/types.ts';
import { replaySince } from '../../../api/webhook-endpoints.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import css from '../../../ui/action-dialog.module.css';
import { announce } from '../../../util/announce.ts';
import { hubNow } from '../../../util/clock.ts';

const HOUR_MS = 3_600_000;
/** The log goes back 30 days; an hour less, so that a press at its edge is not refused. */
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS - HOUR_MS } as const;
type Span = keyof typeof SPANS | 'disabled';

/** Sends again all since a time. Receivers that remember ids take each message once, so it does no harm. */
export function ReplayDialog({ endpoint, onClose }: { endpoint: WebhookEndpoint; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const spans: Span[] = [...(endpoint.disabledAt ? ['disabled' as const] : []), 'hour', 'day', 'week', 'month'];
  const [span, setSpan] = useState<Span>(spans[0] ?? 'hour');
  const [sentCount, setSentCount] = useState<number | null>(null);
  const onSubmit = async () => {
    if (sentCount !== null) {
      onClose();
      return undefined;
    }
    const sinceMs = span === 'disabled' ? Date.parse(endpoint.disabledAt ?? '') : hubNow() - SPANS[span];
    const count = await replaySince(queries, endpoint.id, sinceMs);
    setSentCount(count);
    announce(t('webhooks.replayed', { count }));
    return undefined;
  };
  return (
    <FormDialog
      title={t('webhooks.replay')}
      okText={sentCount === null ? t('webhooks.replayNow') : t('action.closeWindow')}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <p className={css['consequence']} data-tone="plain">
        {sentCount === null ? t('webhooks.replay_hint') : t('webhooks.replayed', { count: sentCount })}
      </p>
      {sentCount === null && (
        <Field label={t('webhooks.since')}>
          {(id) => (
            <div id={id} role="group" aria-label={t('webhooks.since')}>
              <Radio.Group
                className={css['list'] ?? ''}
                value={span}
                onChange={(event) => setSpan(event.target.value as Span)}
                options={spans.map((value) => ({ value, label: t(`webhooks.since_${value}`) }))}
              />
            </div>
          )}
        </Field>
      )}
    </FormDialog>
  );
}
