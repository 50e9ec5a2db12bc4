import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { changeShop } from '../../api/connections.ts';
import type { Shop } from '../../api/types.ts';
import css from '../../ui/action-dialog.module.css';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { paths } from '../../util/path-builder.ts';

export function RemoveDialog({ shop, onClose }: { shop: Shop; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const failureText = useFailureText();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const onConfirm = async () => {
    setSending(true);
    setFailure(null);
    try {
      await changeShop(queries, shop.id, { removed: true });
      void navigate(paths.shops());
    } catch (error) {
      setFailure(failureText(error));
      setSending(false);
    }
  };
  return (
    <Modal
      open
      width={440}
      title={t('manage.removeTitle', { name: shop.name })}
      okText={t('manage.removeConfirm')}
      okButtonProps={{ danger: true, loading: sending }}
      cancelText={t('manage.keep')}
      closable={{ 'aria-label': t('manage.keep') }}
      onOk={() => void onConfirm()}
      onCancel={onClose}
    >
      <div className={css['body']}>
        <p className={css['consequence']}>{t('manage.removeConsequence')}</p>
        {failure && <FailureNote text={failure} />}
      </div>
    </Modal>
  );
}
