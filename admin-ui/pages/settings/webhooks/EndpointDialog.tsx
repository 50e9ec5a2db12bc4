import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/api-error.ts';
import type { WebhookEndpointRequest, WebhookEventType } from '../../../api/types.ts';
import { changeEndpoint, createEndpoint } from '../../../api/webhook-endpoints.ts';
import type { ReadEndpoint } from '../../../api/webhook-endpoints.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { ShopsField } from '../ShopsField.tsx';
import { EVENT_TYPES, useTypeText } from './webhook-words.ts';

const DESCRIPTION_LENGTH_MAX = 100;
const URL_LENGTH_MAX = 2000;

type Props = { known: ReadEndpoint | null; onClose: () => void; onDone: (endpointId: string) => void };

/** Adds an endpoint, or changes one. */
export function EndpointDialog({ known, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const typeText = useTypeText();
  const [url, setUrl] = useState(known?.endpoint.url ?? '');
  const [description, setDescription] = useState(known?.endpoint.description ?? '');
  const [eventTypes, setEventTypes] = useState<WebhookEventType[]>(known?.endpoint.eventTypes ?? []);
  const [shopIds, setShopIds] = useState<string[]>(known?.endpoint.shopIds ?? []);
  const onSubmit = async () => {
    if (!URL.canParse(url.trim())) return t('webhooks.needUrl');
    const body: WebhookEndpointRequest = { url: url.trim(), description: description.trim(), eventTypes, shopIds };
    if (known) await changeEndpoint(queries, known, body);
    const { id } = known ? known.endpoint : await createEndpoint(queries, body);
    onDone(id);
    return undefined;
  };
  const wordsFor = (error: unknown) => {
    if (!(error instanceof ApiError)) return undefined;
    if (error.status === 412) return t('webhooks.changedMeanwhile');
    return error.status === 400 ? t('webhooks.refused', { why: error.problem?.detail ?? '' }) : undefined;
  };
  return (
    <FormDialog
      title={known ? t('webhooks.edit') : t('webhooks.add')}
      okText={known ? t('dialog.save') : t('webhooks.create')}
      onSubmit={onSubmit}
      onClose={onClose}
      wordsFor={wordsFor}
    >
      <Field label={t('webhooks.url')} hint={t('webhooks.url_hint')}>
        {(id, hintId) => (
          <Input
            id={id}
            aria-describedby={hintId}
            type="url"
            inputMode="url"
            placeholder="https://"
            value={url}
            maxLength={URL_LENGTH_MAX}
            autoFocus
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('webhooks.description')}>
        {(id) => (
          <Input
            id={id}
            value={description}
            maxLength={DESCRIPTION_LENGTH_MAX}
            placeholder="ERP"
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('webhooks.types')} hint={t('webhooks.types_hint')}>
        {(id) => (
          <div id={id} role="group" aria-label={t('webhooks.types')}>
            <Checkbox.Group
              value={eventTypes}
              onChange={(types) => setEventTypes(types)}
              options={EVENT_TYPES.map((value) => ({ value, label: typeText(value) }))}
            />
          </div>
        )}
      </Field>
      <ShopsField value={shopIds} onChange={setShopIds} />
    </FormDialog>
  );
}
