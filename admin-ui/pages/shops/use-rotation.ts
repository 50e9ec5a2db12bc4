import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeCredentials, testShop } from '../../api/connections.ts';
import type { Connection, SetupField, Shop, ShopTest } from '../../api/types.ts';
import type { FieldProblems } from '../../ui/SetupFields.tsx';
import { problemsOf } from '../../ui/SetupFields.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { problemsFromHub } from '../../util/field-problems.ts';

const SECONDS = { hour: 3_600, day: 86_400, week: 604_800, none: 0 } as const;
export const OVERLAPS = ['hour', 'day', 'week', 'none'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** What is typed, until when the old credentials hold once they are changed, and what the platform says to the new ones. */
export function useRotation(shop: Shop, connection: Connection, fields: readonly SetupField[]) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failureText = useFailureText();
  const [values, setValues] = useState<Record<string, string>>({});
  const [problems, setProblems] = useState<FieldProblems>({});
  const [overlap, setOverlap] = useState<Overlap>('day');
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const [test, setTest] = useState<ShopTest | null>(null);
  const change = (name: string, value: string) => {
    setValues({ ...values, [name]: value });
    setProblems(Object.fromEntries(Object.entries(problems).filter(([other]) => other !== name)));
    setFailure(null);
  };
  const submit = async () => {
    const credentials = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
    const found = problemsOf(fields, credentials, false);
    setProblems(found);
    if (sending || Object.keys(found).length > 0) return;
    if (Object.keys(credentials).length === 0) {
      setFailure(t('rotate.nothing'));
      return;
    }
    setSending(true);
    try {
      const changed = await changeCredentials(queries, connection.id, {
        credentials,
        overlapSeconds: SECONDS[overlap],
      });
      setUntil(changed.oldAcceptedUntil);
      setTest(await testShop(queries, shop.id));
    } catch (error) {
      const named = problemsFromHub(error);
      setProblems(named);
      if (Object.keys(named).length === 0) setFailure(failureText(error));
    } finally {
      setSending(false);
    }
  };
  return { values, change, problems, overlap, setOverlap, sending, failure, until, test, submit };
}
