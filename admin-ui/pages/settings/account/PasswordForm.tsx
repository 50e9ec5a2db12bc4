import { CheckCircleFilled } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '../../../api/account.ts';
import { FailureNote } from '../../../ui/FailureNote.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { PASSWORD_LENGTH_MIN } from '../../../util/password-rule.ts';
import css from './password-form.module.css';

/** Changes the own password; every other device has to log in again. */
export function PasswordForm() {
  const { t } = useTranslation();
  const { running, problem, act } = useAct();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [saved, setSaved] = useState(false);
  const isLongEnough = next.length >= PASSWORD_LENGTH_MIN;
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    setSaved(false);
    act('change', async () => {
      await changePassword(current, next);
      setSaved(true);
      setCurrent('');
      setNext('');
    });
  };
  return (
    <form className={css['form']} onSubmit={onSubmit} noValidate>
      <Field label={t('account.current')}>
        {(id) => (
          <Input
            id={id}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('account.next')} hint={t('account.next_hint', { min: PASSWORD_LENGTH_MIN })}>
        {(id, hintId) => (
          <Input
            id={id}
            aria-describedby={hintId}
            type="password"
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        )}
      </Field>
      {problem && <FailureNote text={problem} />}
      <div className={css['foot']}>
        <Button type="primary" htmlType="submit" loading={running !== null} disabled={!current || !isLongEnough}>
          {t('account.change')}
        </Button>
        <span role="status" className={css['saved']}>
          {saved && (
            <>
              <CheckCircleFilled aria-hidden /> {t('account.changed')}
            </>
          )}
        </span>
      </div>
    </form>
  );
}
