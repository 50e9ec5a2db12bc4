import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import css from '../../../ui/action-dialog.module.css';

type Props = {
  title: string;
  note: string;
  okText: string;
  /** Throws ApiError 403 for a wrong password. */
  onProof: (password: string) => Promise<void>;
  onClose: () => void;
};

/** Asks for the password once more: a browser that was left open is not enough to change how an account is entered. */
export function ProofDialog({ title, note, okText, onProof, onClose }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const onSubmit = async () => {
    if (!password) return t('login.needPassword');
    await onProof(password);
    return undefined;
  };
  return (
    <FormDialog title={title} okText={okText} onSubmit={onSubmit} onClose={onClose}>
      <p className={css['consequence']} data-tone="plain">
        {note}
      </p>
      <Field label={t('account.current')}>
        {(id) => (
          <Input
            id={id}
            type="password"
            autoComplete="current-password"
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
