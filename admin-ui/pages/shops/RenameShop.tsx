import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import type { SyntheticEvent } from 'react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeShop } from '../../api/connections.ts';
import type { Shop } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { announce } from '../../util/announce.ts';
import css from './manage-shop.module.css';

export function RenameShop({ shop, mayChange }: { shop: Shop; mayChange: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failureText = useFailureText();
  const id = useId();
  const [name, setName] = useState(shop.name);
  const [failure, setFailure] = useState<string | null>(null);
  const isChanged = name.trim() !== '' && name.trim() !== shop.name;
  const onSubmit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!isChanged) return;
    setFailure(null);
    try {
      await changeShop(queries, shop.id, { name: name.trim() });
      announce(t('manage.renamed'));
    } catch (error) {
      setFailure(failureText(error));
    }
  };
  return (
    <form onSubmit={(event) => void onSubmit(event)}>
      <label htmlFor={id}>{t('manage.name')}</label>
      <div className={css['rename']}>
        <Input
          id={id}
          value={name}
          maxLength={60}
          disabled={!mayChange}
          onChange={(event) => setName(event.target.value)}
        />
        {isChanged && (
          <Button type="primary" htmlType="submit">
            {t('manage.rename')}
          </Button>
        )}
      </div>
      {failure && <FailureNote text={failure} />}
    </form>
  );
}
