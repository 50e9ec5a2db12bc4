import { EllipsisOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action } from '../api/types.ts';
import css from './order-actions.module.css';

/** What an order allows beside the steps that its moment calls for. */
export function MoreActions({ actions, onAct }: { actions: Action[]; onAct: (action: Action) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const list = (
    <span className={css['moreList']}>
      {actions.map((action) => (
        <Button
          key={action}
          type="text"
          danger={action === 'cancel' || action === 'refund_part'}
          onClick={() => {
            setOpen(false);
            onAct(action);
          }}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
    </span>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={list} open={open} onOpenChange={setOpen}>
      <Button
        className={css['more'] ?? ''}
        aria-label={t('action.more')}
        aria-expanded={open}
        icon={<EllipsisOutlined />}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !open) return;
          // Closes the list and not the page behind it.
          event.preventDefault();
          setOpen(false);
        }}
      />
    </Popover>
  );
}
