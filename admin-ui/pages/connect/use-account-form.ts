import type { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { connectAccount } from '../../api/connections.ts';
import type { Platform } from '../../api/types.ts';
import type { FieldProblems } from '../../ui/SetupFields.tsx';
import { askedFields, problemsOf } from '../../ui/SetupFields.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { problemsFromHub } from '../../util/field-problems.ts';

/** What is typed, what of it does not fit, and how connecting went. */
export function useAccountForm(platform: Platform, queries: QueryClient, onDone: (connectionId: string) => void) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [values, setValues] = useState<Record<string, string>>({});
  const [problems, setProblems] = useState<FieldProblems>({});
  const [sandbox, setSandbox] = useState(false);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const change = (name: string, value: string) => {
    setValues({ ...values, [name]: value });
    setProblems(Object.fromEntries(Object.entries(problems).filter(([other]) => other !== name)));
  };
  const submit = async () => {
    const found = problemsOf(platform.setup.fields, values, true);
    setProblems(found);
    setFailure(null);
    if (sending || Object.keys(found).length > 0) return;
    setSending(true);
    try {
      const asked = askedFields(platform.setup.fields, values).map(({ name }) => [name, values[name] ?? ''] as const);
      const credentials = Object.fromEntries(asked.filter(([, value]) => value.trim() !== ''));
      const target = sandbox ? 'sandbox' : 'platform';
      const { id } = await connectAccount(queries, { platform: platform.platform, target, credentials });
      onDone(id);
    } catch (error) {
      const named = problemsFromHub(error);
      if (Object.keys(named).length > 0) setProblems(named);
      else if (error instanceof ApiError && error.status === 409) setFailure(t('connect.alreadyConnected'));
      else setFailure(failureText(error));
    } finally {
      setSending(false);
    }
  };
  return { values, change, problems, sandbox, setSandbox, sending, failure, submit };
}
