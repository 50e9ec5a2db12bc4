import { Skeleton } from 'antd';
import css from './parked-skeleton.module.css';

const ROWS = 4;

/** Stands in for the list until the first page is here. */
export function ParkedSkeleton() {
  return (
    <div className={css['skeleton']} aria-busy>
      {Array.from({ length: ROWS }, (_, index) => (
        <Skeleton key={index} active title={false} paragraph={{ rows: 2 }} />
      ))}
    </div>
  );
}
