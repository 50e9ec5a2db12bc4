import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refreshParked, retryMessages } from '../../api/parked-messages.ts';
import type { ParkedReason } from '../../api/types.ts';
import { ForbiddenButton } from '../../ui/ForbiddenButton.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';
import css from './retry-all.module.css';

/** What still does not fit is parked again within this time. */
const SETTLED_AFTER_MS = 3_000;

type Outcome = { step: 'sending' } | { step: 'sent'; count: number } | { step: 'failed'; error: unknown };

/** Lets everything go again that the list shows, or says why nothing went. */
export function RetryAll({ reason, disabled }: { reason: ParkedReason | null; disabled: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failure = useFailureText();
  const mayRepair = useMay('messages:write');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const sentCount = outcome?.step === 'sent' ? outcome.count : 0;
  useEffect(() => {
    if (sentCount === 0) return;
    const timer = window.setTimeout(() => void refreshParked(queries), SETTLED_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [sentCount, queries]);
  const label = t(reason ? 'exceptions.retryReason' : 'exceptions.retryAll');
  if (!mayRepair) return <ForbiddenButton label={label} action="retry" reason={t('reason.role_not_allowed')} />;
  const onPress = async () => {
    setOutcome({ step: 'sending' });
    try {
      setOutcome({ step: 'sent', count: await retryMessages(reason) });
      await refreshParked(queries);
    } catch (error) {
      setOutcome({ step: 'failed', error });
    }
  };
  const text =
    outcome?.step === 'failed'
      ? failure(outcome.error)
      : outcome?.step === 'sent'
        ? outcome.count > 0
          ? t('exceptions.retried', { count: outcome.count })
          : t('exceptions.noneRetried')
        : '';
  return (
    <>
      <Button disabled={disabled} loading={outcome?.step === 'sending'} onClick={() => void onPress()}>
        {label}
      </Button>
      <span className={css['outcome']} data-failed={outcome?.step === 'failed'} role="status">
        {text}
      </span>
    </>
  );
}
