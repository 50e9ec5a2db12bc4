import { ExportOutlined, LockOutlined, RightOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, Platform } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { SetupFields } from '../../ui/SetupFields.tsx';
import { useWords } from '../../ui/use-words.ts';
import css from './connect.module.css';
import { useAccountForm } from './use-account-form.ts';

type Props = {
  platform: Platform;
  hasSandbox: boolean;
  connections: readonly Connection[];
  onBack: () => void;
  onDone: (connectionId: string) => void;
};

/** Another shop of an account that is known, or a new account with what its console shows. */
export function Account({ platform, hasSandbox, connections, onBack, onDone }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const queries = useQueryClient();
  const form = useAccountForm(platform, queries, onDone);
  const { console, before, fields } = platform.setup;
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    void form.submit();
  };
  return (
    <>
      {connections.length > 0 && <KnownAccounts connections={connections} onChoose={onDone} />}
      <h2 className={css['title']}>
        {connections.length > 0
          ? t('connect.newAccount')
          : t('connect.accountTitle', { platform: words(platform.names) })}
      </h2>
      <div className={css['over']}>
        <strong>{t('connect.before')}</strong>
        <ol>
          {before.map((one) => (
            <li key={one.en}>{words(one)}</li>
          ))}
        </ol>
        <a href={console.url} target="_blank" rel="noreferrer">
          {t('connect.openConsole', { console: words(console.name) })}{' '}
          <ExportOutlined aria-label={t('connect.newTab')} />
        </a>
      </div>
      <form noValidate onSubmit={onSubmit}>
        <SetupFields isNew fields={fields} values={form.values} problems={form.problems} onChange={form.change} />
        {hasSandbox && (
          <div className={css['sandbox']}>
            <Checkbox checked={form.sandbox} onChange={(event) => form.setSandbox(event.target.checked)}>
              {t('connect.sandbox')}
            </Checkbox>
            <span>{t('connect.sandbox_hint')}</span>
          </div>
        )}
        {form.failure && <FailureNote text={form.failure} />}
        <p className={css['safe']}>
          <LockOutlined aria-hidden /> {t('connect.secretSafe')}
        </p>
        <footer className={css['foot']}>
          <Button size="large" onClick={onBack}>
            {t('connect.back')}
          </Button>
          <Button size="large" type="primary" htmlType="submit" loading={form.sending}>
            {t('connect.next')}
          </Button>
        </footer>
      </form>
    </>
  );
}

function KnownAccounts({
  connections,
  onChoose,
}: {
  connections: readonly Connection[];
  onChoose: (connectionId: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={css['known']}>
      <h2 className={css['title']}>{t('connect.haveAccount')}</h2>
      <p className={css['hint']}>{t('connect.haveAccount_hint')}</p>
      <ul className={css['choices']}>
        {connections.map(({ id, name, credentials }) => (
          <li key={id}>
            <button type="button" className={css['choice']} onClick={() => onChoose(id)}>
              <span>
                {t('connect.addToAccount', { name })} <EndOf credentials={credentials} />
              </span>
              <RightOutlined aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The last characters of the account's number, which tell two accounts with one name apart. */
function EndOf({ credentials }: Pick<Connection, 'credentials'>) {
  const { t } = useTranslation();
  const first = credentials.find(({ end }) => end !== '');
  return first ? <span className={css['hint']}>{t('manage.endsWith', { end: first.end })}</span> : null;
}
