import { useTranslation } from 'react-i18next';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useOrderCounts } from '../../api/orders.ts';
import { TABS } from '../../util/order-filter.ts';
import type { OrderTab } from '../../util/order-filter.ts';
import css from './phase-tabs.module.css';

type Props = { tab: OrderTab; onChange: (tab: OrderTab) => void; panelId: string };

/** The phases with how many orders are in each, kept live. Arrow keys move between them. */
export function PhaseTabs({ tab, onChange, panelId }: Props) {
  const { t } = useTranslation();
  const counts = useOrderCounts().data;
  const listRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    listRef.current?.querySelector(`[data-tab="${tab}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    if (!next) return;
    onChange(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div ref={listRef} role="tablist" aria-label={t('tab.label')} className={css['tabs']} onKeyDown={onKeyDown}>
      {TABS.map((name) => {
        const count = name === 'all' ? undefined : counts?.[name];
        return (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls={panelId}
            tabIndex={name === tab ? 0 : -1}
            data-tab={name}
            className={css['tab']}
            onClick={() => onChange(name)}
          >
            {t(`tab.${name}`)}
            {count !== undefined && <span className={`${css['count']} tabular`}>{count}</span>}
          </button>
        );
      })}
    </div>
  );
}
