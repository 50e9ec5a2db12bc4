import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';

const WORDED_REASONS = ['wrong_password', 'wrong_code', 'password_too_easy'] as const;

/** Why a call to the hub did not work, in words; anything but a refusal of the hub is told with its reference. */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return t('error.server');
    const { status, problem } = error;
    if (status === 0) return t('error.offline');
    const worded = WORDED_REASONS.find((code) => code === problem?.reasonCode);
    if (worded) return t(`reason.${worded}`);
    if (status === 412) return t('error.changedMeanwhile');
    if (status === 403) return t('progress.failedForbidden');
    if (status === 503 || status === 429) return t('progress.failedBusy');
    return t('progress.failedOther', { requestId: problem?.requestId ?? status });
  };
}
