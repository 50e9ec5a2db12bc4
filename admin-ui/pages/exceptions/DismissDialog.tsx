import { useQueryClient } from '@tanstack/react-query';
import { Input, Modal, Radio } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { dismissMessage, refreshParked } from '../../api/parked-messages.ts';
import type { ParkedMessage } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import css from './dismiss-dialog.module.css';

const REASONS = ['done_elsewhere', 'test', 'not_ours', 'other'] as const;
const REASON_LENGTH_MAX = 200;

/** Putting a message aside is for good, so it asks once, and keeps who did it and why. */
export function DismissDialog({ message, onClose }: { message: ParkedMessage; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failure = useFailureText();
  const [reason, setReason] = useState<(typeof REASONS)[number]>('done_elsewhere');
  const [note, setNote] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const reasonId = useId();
  const noteId = useId();
  const onConfirm = async () => {
    const trimmed = note.trim();
    if (reason === 'other' && !trimmed) {
      setProblem(t('dismiss.needNote'));
      return;
    }
    const words = [reason === 'other' ? null : t(`dismiss.${reason}`), trimmed || null];
    setSending(true);
    try {
      await dismissMessage(
        message.id,
        words
          .filter((part) => part !== null)
          .join(t('dismiss.separator'))
          .slice(0, REASON_LENGTH_MAX),
      );
    } catch (error) {
      // Gone already is what was asked for.
      if (!(error instanceof ApiError && error.status === 404)) {
        setProblem(failure(error));
        setSending(false);
        return;
      }
    }
    onClose();
    await refreshParked(queries);
  };
  return (
    <Modal
      open
      width={440}
      title={t('dismiss.title')}
      okText={t('dismiss.confirm')}
      okButtonProps={{ danger: true, loading: sending }}
      cancelText={t('dismiss.keep')}
      closable={{ 'aria-label': t('dismiss.keep') }}
      onOk={() => void onConfirm()}
      onCancel={onClose}
    >
      <div className={css['body']}>
        <p className={css['consequence']}>{t('dismiss.consequence')}</p>
        <span id={reasonId} className={css['label']}>
          {t('dismiss.reason')}
        </span>
        <Radio.Group
          aria-labelledby={reasonId}
          className={css['reasons'] ?? ''}
          value={reason}
          onChange={(event) => setReason(event.target.value as (typeof REASONS)[number])}
          options={REASONS.map((value) => ({ value, label: t(`dismiss.${value}`) }))}
        />
        <label htmlFor={noteId} className={css['label']}>
          {t('reject.note')}
        </label>
        <Input.TextArea
          id={noteId}
          value={note}
          maxLength={REASON_LENGTH_MAX / 2}
          autoSize={{ minRows: 2, maxRows: 5 }}
          onChange={(event) => setNote(event.target.value)}
        />
        {problem && <FailureNote text={problem} />}
      </div>
    </Modal>
  );
}
