import { KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../api/keys.ts';
import type { NewApiKey } from '../api/types.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { ShowOnce } from '../ui/ShowOnce.tsx';
import { useMay } from '../ui/use-may.ts';
import { KeyDialog } from './settings/keys/KeyDialog.tsx';
import { KeyItem } from './settings/keys/KeyItem.tsx';
import css from './settings/settings-list.module.css';

/** Keys with which other programs call the hub, what each may do, and when it was last used. */
export function KeysPage() {
  const { t } = useTranslation();
  const query = useKeys();
  const mayChange = useMay('keys:write');
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<NewApiKey | null>(null);
  const keys = query.data ?? [];
  const add = mayChange && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('keys.add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('keys.title')} hint={t('keys.hint')}>
        {keys.length > 0 && add}
      </PageHead>
      {query.isPending && (
        <div className={css['skeleton']} aria-busy>
          <Skeleton active paragraph={{ rows: 4 }} />
        </div>
      )}
      {query.isError && keys.length === 0 && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && keys.length === 0 && (
        <EmptyState icon={<KeyOutlined />} title={t('keys.none')} hint={t('keys.none_hint')}>
          {add}
        </EmptyState>
      )}
      {keys.length > 0 && (
        <ul className={css['list']} aria-label={t('keys.title')}>
          {keys.map((key) => (
            <KeyItem key={key.id} apiKey={key} onMade={setMade} />
          ))}
        </ul>
      )}
      {adding && (
        <KeyDialog
          onClose={() => setAdding(false)}
          onMade={(key) => {
            setAdding(false);
            setMade(key);
          }}
        />
      )}
      {made && (
        <ShowOnce title={t('keys.made', { name: made.name })} note={t('keys.made_hint')} onClose={() => setMade(null)}>
          <CopyField label={t('keys.key')} value={made.key} />
        </ShowOnce>
      )}
    </>
  );
}
