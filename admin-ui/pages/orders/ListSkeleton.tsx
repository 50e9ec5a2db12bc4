import { Skeleton } from 'antd';
import { PHONE, useMedia } from '../../util/use-media.ts';
import css from './order-list.module.css';

/** Stands in for the list until the first page is here. */
export function ListSkeleton() {
  const isPhone = useMedia(PHONE);
  return (
    <div className={css['skeleton']} aria-busy>
      {Array.from({ length: isPhone ? 4 : 10 }, (_, index) => (
        <Skeleton key={index} active title={false} paragraph={{ rows: isPhone ? 4 : 1, width: '100%' }} />
      ))}
    </div>
  );
}
