import { useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openOwnShop } from '../../api/typed-orders.ts';
import { Field } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';

/** A shop of one's own needs a name and nothing else. */
export function OwnShopDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const onSubmit = async () => {
    if (name.trim() === '') return t('counter.openName_missing');
    await openOwnShop(queries, name.trim());
    onClose();
    return undefined;
  };
  return (
    <FormDialog title={t('counter.openTitle')} okText={t('counter.openNow')} onSubmit={onSubmit} onClose={onClose}>
      <Field label={t('counter.openName')} hint={t('counter.open_hint')}>
        {(id, hintId) => (
          <Input
            id={id}
            aria-describedby={hintId}
            value={name}
            maxLength={60}
            placeholder={t('counter.openName_example')}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
