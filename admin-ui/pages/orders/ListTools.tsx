import { CarOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { OrderFilter } from '../../util/order-filter.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { useMayTypeOrders } from '../../ui/use-may-type-orders.ts';
import { paths } from '../../util/path-builder.ts';
import { PHONE, useMedia } from '../../util/use-media.ts';
import { ColumnsButton } from './ColumnsButton.tsx';
import { ExportButton } from './ExportButton.tsx';
import css from './list-tools.module.css';
import { ViewsMenu } from './ViewsMenu.tsx';

type Props = { filter: OrderFilter; onChoose: (filter: OrderFilter) => void; onParcels: () => void };

/** What is done with the list as a whole. On a phone only what a thumb needs there. */
export function ListTools({ filter, onChoose, onParcels }: Props) {
  const { t } = useTranslation();
  const isPhone = useMedia(PHONE);
  return (
    <div className={css['tools']} role="toolbar" aria-label={t('tools.label')}>
      <NewOrderButton />
      <ViewsMenu filter={filter} onChoose={onChoose} />
      {!isPhone && <ColumnsButton />}
      {!isPhone && (
        <Button icon={<CarOutlined aria-hidden />} onClick={onParcels}>
          {t('parcels.button')}
        </Button>
      )}
      {!isPhone && <ExportButton filter={filter} />}
    </div>
  );
}

/** For who has a shop of their own; the shops page offers one to the others. */
function NewOrderButton() {
  const { t } = useTranslation();
  return useMayTypeOrders() ? <LinkButton to={paths.newOrder()}>{t('counter.button')}</LinkButton> : null;
}
