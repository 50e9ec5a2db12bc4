import { CloseOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useState } from 'react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/orders.ts';
import { PlatformMark } from '../../ui/PlatformMark.tsx';
import { HOME_FILTER, isNarrowed, RANGES } from '../../util/order-filter.ts';
import type { OrderFilter, OrderRange } from '../../util/order-filter.ts';
import css from './order-filters.module.css';

const SEARCH_PAUSE_MS = 300;
const EVERYTHING = '';

type Props = { filter: OrderFilter; onChange: (change: Partial<OrderFilter>) => void; searchRef: Ref<InputRef> };

/** What narrows the list. Each change goes to the address at once; typing waits for a short pause. */
export function OrderFilters({ filter, onChange, searchRef }: Props) {
  const { t } = useTranslation();
  const shops = useShops().data ?? [];
  const platforms = [...new Set(shops.map((shop) => shop.platform))];
  const shopsShown = shops.filter((shop) => !filter.platform || shop.platform === filter.platform);
  return (
    <div className={css['filters']} role="search" aria-label={t('filter.label')}>
      <SearchField filter={filter} onChange={onChange} searchRef={searchRef} />
      <div className={css['selects']}>
        <Select
          aria-label={t('filter.platform')}
          value={filter.platform ?? EVERYTHING}
          popupMatchSelectWidth={false}
          // A shop belongs to one platform, so another platform lets go of it.
          onChange={(platform: string) => onChange({ platform: platform || null, shopId: null })}
          options={[
            { value: EVERYTHING, label: t('filter.allPlatforms') },
            ...platforms.map((platform) => ({ value: platform, label: <PlatformMark platform={platform} /> })),
          ]}
        />
        <Select
          aria-label={t('filter.shop')}
          value={filter.shopId ?? EVERYTHING}
          popupMatchSelectWidth={false}
          onChange={(shopId: string) => onChange({ shopId: shopId || null })}
          options={[
            { value: EVERYTHING, label: t('filter.allShops') },
            ...shopsShown.map((shop) => ({ value: shop.id, label: shop.name })),
          ]}
        />
        <Select
          aria-label={t('filter.range')}
          value={filter.range}
          popupMatchSelectWidth={false}
          onChange={(range: OrderRange) => onChange({ range, fromDay: null, toDay: null })}
          options={RANGES.map((range) => ({ value: range, label: t(`filter.range_${range}`) }))}
        />
        {filter.range === 'custom' && <DayFields filter={filter} onChange={onChange} />}
        {isNarrowed(filter) && (
          <Button
            type="text"
            icon={<CloseOutlined />}
            onClick={() => onChange({ ...HOME_FILTER, tab: filter.search ? HOME_FILTER.tab : filter.tab })}
          >
            {t('filter.clear')}
          </Button>
        )}
      </div>
    </div>
  );
}

function SearchField({ filter, onChange, searchRef }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(filter.search);
  const [known, setKnown] = useState(filter.search);
  // The address may change by itself (back button, cleared filters); then the field follows it.
  if (known !== filter.search) {
    setKnown(filter.search);
    if (text.trim() !== filter.search) setText(filter.search);
  }
  useEffect(() => {
    const search = text.trim();
    if (search === filter.search) return;
    const timer = window.setTimeout(() => onChange({ search }), SEARCH_PAUSE_MS);
    return () => window.clearTimeout(timer);
    // Only what is typed starts the wait; a filter changed meanwhile must not start it over.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return (
    <Input
      ref={searchRef}
      className={css['search'] ?? ''}
      type="search"
      aria-label={t('filter.search')}
      placeholder={t('filter.search')}
      prefix={<SearchOutlined aria-hidden />}
      suffix={text ? null : <kbd className={css['key']}>/</kbd>}
      allowClear
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => onChange({ search: text.trim() })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}

function DayFields({ filter, onChange }: Omit<Props, 'searchRef'>) {
  const { t } = useTranslation();
  return (
    <span className={css['days']}>
      <Input
        type="date"
        aria-label={t('filter.fromDay')}
        max={filter.toDay ?? undefined}
        value={filter.fromDay ?? ''}
        onChange={(event) => onChange({ fromDay: event.target.value || null })}
      />
      <span aria-hidden>–</span>
      <Input
        type="date"
        aria-label={t('filter.toDay')}
        min={filter.fromDay ?? undefined}
        value={filter.toDay ?? ''}
        onChange={(event) => onChange({ toDay: event.target.value || null })}
      />
    </span>
  );
}
