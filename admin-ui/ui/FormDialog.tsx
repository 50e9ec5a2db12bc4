import { Modal } from 'antd';
import { useId, useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from './action-dialog.module.css';
import { FailureNote } from './FailureNote.tsx';
import { useFailureText } from './use-failure-text.ts';

type Props = {
  title: string;
  okText: string;
  danger?: boolean;
  width?: number;
  /** Sends what was asked. Answers with words when something is missing; what it throws is told in words as well. */
  onSubmit: () => Promise<string | undefined>;
  onClose: () => void;
  /** Words for a refusal that only this dialog can explain; undefined leaves it to the usual ones. */
  wordsFor?: (error: unknown) => string | undefined;
  children: ReactNode;
};

/** A question with fields. Enter sends it, and it stays open with the reason when it was refused. */
export function FormDialog({
  title,
  okText,
  danger = false,
  width = 460,
  onSubmit,
  onClose,
  wordsFor,
  children,
}: Props) {
  const { t } = useTranslation();
  const failure = useFailureText();
  const formId = useId();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    setSending(true);
    setProblem(null);
    try {
      setProblem((await onSubmit()) ?? null);
    } catch (error) {
      setProblem(wordsFor?.(error) ?? failure(error));
    } finally {
      setSending(false);
    }
  };
  const onFormSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    // A dialog is a child of the page also where it is drawn elsewhere: a form around it is not meant.
    event.stopPropagation();
    if (!sending) void send();
  };
  return (
    <Modal
      open
      width={width}
      title={title}
      okText={okText}
      okButtonProps={{ danger, loading: sending, htmlType: 'submit', form: formId }}
      cancelText={t('dialog.cancel')}
      closable={{ 'aria-label': t('action.closeWindow') }}
      onCancel={onClose}
    >
      <form id={formId} className={css['body']} onSubmit={onFormSubmit} noValidate>
        {children}
        {problem && <FailureNote text={problem} />}
      </form>
    </Modal>
  );
}
