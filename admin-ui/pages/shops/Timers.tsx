import { useQueryClient } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { shopKeys } from '../../api/orders.ts';
import type { Shop } from '../../api/types.ts';
import { useEditedShop } from '../../api/shop-timers.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimersForm } from './TimersForm.tsx';

/** How long orders of a shop may wait, read together with the tag under which it may be changed. */
export function Timers({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useEditedShop(shop.id);
  return (
    <Panel title={t('timers.title')}>
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <TimersForm
          initial={query.data}
          keptHere={shop.keptHere}
          onSaved={() => void queries.invalidateQueries({ queryKey: shopKeys.list })}
        />
      )}
    </Panel>
  );
}
