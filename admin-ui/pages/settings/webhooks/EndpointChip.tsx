import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../api/types.ts';
import { StateChip } from '../../../ui/StateChip.tsx';
import { endpointHealth } from '../../../util/endpoint-health.ts';

/** How an endpoint does, in a word. */
export function EndpointChip({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation();
  const { tone, word } = endpointHealth(endpoint);
  return <StateChip tone={tone}>{t(`endpointState.${word}`)}</StateChip>;
}
