import { DownOutlined, StarOutlined, TeamOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useForgetView, useSavedViews } from '../../api/saved-views.ts';
import type { SavedView } from '../../api/types.ts';
import { readFilter, writeFilter } from '../../util/order-filter.ts';
import type { OrderFilter } from '../../util/order-filter.ts';
import css from './list-tools.module.css';
import { SaveViewDialog } from './SaveViewDialog.tsx';

type Props = { filter: OrderFilter; onChoose: (filter: OrderFilter) => void };

/** Filters that somebody has given a name. The button says which of them the list shows now. */
export function ViewsMenu({ filter, onChoose }: Props) {
  const { t } = useTranslation();
  const views = useSavedViews().data ?? [];
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const search = writeFilter(filter).toString();
  const current = views.find((view) => searchOf(view) === search);
  const list = (
    <div className={css['views']}>
      {views.length === 0 && <p className={css['hint']}>{t('views.empty')}</p>}
      <ul aria-label={t('views.label')}>
        {views.map((view) => (
          <ViewItem
            key={view.id}
            view={view}
            isCurrent={view === current}
            onChoose={() => {
              setOpen(false);
              onChoose(readFilter(new URLSearchParams(view.search)));
            }}
          />
        ))}
      </ul>
      <Button
        type="primary"
        block
        onClick={() => {
          setOpen(false);
          setSaving(true);
        }}
      >
        {t('views.save')}
      </Button>
    </div>
  );
  return (
    <>
      <Popover trigger="click" placement="bottomLeft" content={list} open={open} onOpenChange={setOpen}>
        <Button aria-expanded={open}>
          {t('views.button', { name: current?.name ?? t('views.none') })}
          <DownOutlined className={css['arrow'] ?? ''} aria-hidden />
        </Button>
      </Popover>
      {saving && <SaveViewDialog search={search} views={views} onClose={() => setSaving(false)} />}
    </>
  );
}

function ViewItem({ view, isCurrent, onChoose }: { view: SavedView; isCurrent: boolean; onChoose: () => void }) {
  const { t } = useTranslation();
  const forget = useForgetView();
  return (
    <li>
      <button type="button" className={css['view']} aria-current={isCurrent} onClick={onChoose}>
        {view.shared ? <TeamOutlined aria-hidden /> : <StarOutlined aria-hidden />}
        <span>{view.name}</span>
        {view.shared && <span className={css['hint']}>{t('views.sharedBy', { name: view.ownerName })}</span>}
      </button>
      {view.mayChange && (
        <Button
          type="text"
          size="small"
          aria-label={t('views.forget', { name: view.name })}
          loading={forget.isPending}
          onClick={() => forget.mutate(view.id)}
        >
          {t('views.forgetShort')}
        </Button>
      )}
    </li>
  );
}

/** As the page would write it, so that an older view still counts as the one shown. */
function searchOf(view: SavedView): string {
  return writeFilter(readFilter(new URLSearchParams(view.search))).toString();
}
