import { useQuery } from '@tanstack/react-query';
import { Button, Input, Skeleton } from 'antd';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { readPasswordLink, setPassword } from '../api/account.ts';
import { ApiError } from '../api/api-error.ts';
import { logIn } from '../api/session.ts';
import type { OpenPasswordLink } from '../api/types.ts';
import { BrandMark } from '../ui/BrandMark.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { useFailureText } from '../ui/use-failure-text.ts';
import { PASSWORD_LENGTH_MIN } from '../util/password-rule.ts';
import { paths } from '../util/path-builder.ts';
import css from './login-page.module.css';

/** Where a link of an invitation or reset leads. Its token stands behind `#`, so that no server's log holds it. */
export function PasswordPage() {
  const { t } = useTranslation();
  const token = useLocation().hash.slice(1);
  const query = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => readPasswordLink(token),
    gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <main className={css['page']}>
      <title>{`${t('password.title')} · ${t('app.name')}`}</title>
      <div className={css['language']}>
        <LanguageSwitch />
      </div>
      <div className={css['card']}>
        <header className={css['head']}>
          <BrandMark size={44} />
          <h1>{t('password.title')}</h1>
          {query.data && (
            <p>{t(`password.${query.data.purpose}`, { name: query.data.name, merchant: query.data.merchantName })}</p>
          )}
        </header>
        {query.isPending && <Skeleton active paragraph={{ rows: 3 }} />}
        {query.isError && <BadLink error={query.error} />}
        {query.data && <SetPassword token={token} link={query.data} />}
      </div>
    </main>
  );
}

function BadLink({ error }: { error: Error }) {
  const { t } = useTranslation();
  const failure = useFailureText();
  const isOver = error instanceof ApiError && [400, 404].includes(error.status);
  return (
    <>
      <FailureNote text={isOver ? t('password.over') : failure(error)} />
      <LinkButton to={paths.logIn()}>{t('password.toLogIn')}</LinkButton>
    </>
  );
}

function SetPassword({ token, link }: { token: string; link: OpenPasswordLink }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const failure = useFailureText();
  const [password, type] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    setSending(true);
    setProblem(null);
    try {
      await setPassword(token, password);
    } catch (error) {
      const isOver = error instanceof ApiError && error.status === 404;
      setProblem(isOver ? t('password.over') : failure(error));
      setSending(false);
      return;
    }
    // Whoever has a second factor is asked for its code where it belongs.
    await logIn(link.email, password).catch(() => undefined);
    await navigate(paths.logIn(), { replace: true });
  };
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (password.length < PASSWORD_LENGTH_MIN) setProblem(t('password.tooShort', { min: PASSWORD_LENGTH_MIN }));
    else if (!sending) void send();
  };
  return (
    <form className={css['form']} onSubmit={onSubmit} noValidate>
      {problem && <FailureNote text={problem} />}
      <label htmlFor="email">{t('login.email')}</label>
      <Input id="email" name="email" autoComplete="username" size="large" value={link.email} readOnly />
      <label htmlFor="password">{t('account.next')}</label>
      <Input
        id="password"
        name="password"
        type="password"
        autoComplete="new-password"
        autoFocus
        size="large"
        aria-describedby="password-hint"
        value={password}
        onChange={(event) => type(event.target.value)}
      />
      <p id="password-hint">{t('account.next_hint', { min: PASSWORD_LENGTH_MIN })}</p>
      <Button type="primary" htmlType="submit" size="large" block loading={sending}>
        {t('password.set')}
      </Button>
    </form>
  );
}
