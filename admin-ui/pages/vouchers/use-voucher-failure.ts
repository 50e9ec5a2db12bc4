import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { usePlatformName } from '../../ui/PlatformMark.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';

/** Why a voucher was not taken: the hub's reason, the platform's own words, or what is said of any call. */
export function useVoucherFailure(platform: string): (error: unknown) => string {
  const { t } = useTranslation();
  const failure = useFailureText();
  const platformName = usePlatformName()(platform);
  return (error) => {
    const problem = error instanceof ApiError ? error.problem : null;
    if (problem?.reasonCode) return t(`reason.${problem.reasonCode}`, { platform: platformName });
    if (problem?.platformMessage)
      return `${platformName}: ${problem.platformMessage}${problem.platformCode ? ` (${problem.platformCode})` : ''}`;
    return failure(error);
  };
}
