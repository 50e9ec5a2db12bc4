import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './action-dialog.module.css';

type Props = { title: string; note: string; children: ReactNode; onClose: () => void };

/** Shows what is to be copied now. A press beside it does not close it: it could not be had again. */
export function ShowOnce({ title, note, children, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      width={520}
      title={title}
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('dialog.copied')}
        </Button>
      }
    >
      <div className={css['body']}>
        <p className={css['consequence']} data-tone="plain">
          {note}
        </p>
        {children}
      </div>
    </Modal>
  );
}
