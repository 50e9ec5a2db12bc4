import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { isCodeNeeded, logIn, sessionStore } from '../api/session.ts';
import { BrandMark } from '../ui/BrandMark.tsx';
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx';
import { paths } from '../util/path-builder.ts';
import { useStore } from '../util/store.ts';
import css from './login-page.module.css';

export function LoginPage() {
  const { t } = useTranslation();
  const { status } = useStore(sessionStore);
  const location = useLocation();
  const form = useLogIn();
  if (status === 'in') return <Navigate to={cameFrom(location.state)} replace />;
  return (
    <main className={css['page']}>
      <title>{`${t('login.title')} · ${t('app.name')}`}</title>
      <div className={css['language']}>
        <LanguageSwitch />
      </div>
      <div className={css['card']}>
        <header className={css['head']}>
          <BrandMark size={44} />
          <h1>{t('app.name')}</h1>
          <p>{t('app.tagline')}</p>
        </header>
        {form.problem && <Alert type="error" showIcon title={form.problem} role="alert" />}
        <form className={css['form']} onSubmit={form.onSubmit} noValidate>
          <label htmlFor="email">{t('login.email')}</label>
          <Input
            id="email"
            name="email"
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            size="large"
            value={form.email}
            onChange={(event) => form.setEmail(event.target.value)}
          />
          <label htmlFor="password">{t('login.password')}</label>
          <PasswordField value={form.password} onChange={form.setPassword} />
          {form.needsCode && <CodeField value={form.code} onChange={form.setCode} />}
          <Button type="primary" htmlType="submit" size="large" block loading={form.sending}>
            {t('login.submit')}
          </Button>
        </form>
      </div>
    </main>
  );
}

function CodeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <label htmlFor="code">{t('login.code')}</label>
      <Input
        id="code"
        name="code"
        autoComplete="one-time-code"
        autoFocus
        size="large"
        maxLength={40}
        aria-describedby="code-hint"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id="code-hint">{t('login.code_hint')}</p>
    </>
  );
}

function PasswordField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  return (
    <Input
      id="password"
      name="password"
      type={visible ? 'text' : 'password'}
      autoComplete="current-password"
      size="large"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      suffix={
        <Button
          type="text"
          size="small"
          aria-label={visible ? t('login.hide') : t('login.show')}
          icon={visible ? <EyeOutlined /> : <EyeInvisibleOutlined />}
          onClick={() => setVisible(!visible)}
        />
      }
    />
  );
}

function useLogIn() {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const send = async () => {
    setSending(true);
    setProblem(null);
    try {
      await logIn(email.trim(), password, code.trim() || undefined);
    } catch (error) {
      // The first time it is no failure: the field for the code says what is wanted.
      if (!isCodeNeeded(error)) setProblem(wordsFor(error));
      else if (needsCode) setProblem(t('login.wrongCode'));
      else setNeedsCode(true);
    } finally {
      setSending(false);
    }
  };
  const wordsFor = (error: unknown) => {
    const status = error instanceof ApiError ? error.status : 500;
    if (status === 401 || status === 400) return t('login.wrong');
    if (status === 429) return t('login.tooMany');
    return status === 0 ? t('error.offline') : t('error.server');
  };
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (sending) return;
    if (!email.trim()) setProblem(t('login.needEmail'));
    else if (!password) setProblem(t('login.needPassword'));
    else void send();
  };
  return { email, setEmail, password, setPassword, code, setCode, needsCode, sending, problem, onSubmit };
}

/** Where the person was headed. Only paths of ours: the state could be anything. */
function cameFrom(state: unknown): string {
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' && /^\/(?!\/)/.test(from) ? from : paths.orders();
}
