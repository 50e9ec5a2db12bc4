import type { WebhookEndpoint } from '../api/types.ts';

/** How an endpoint does, worst first; `fresh` has had nothing to send yet. */
export type EndpointHealth =
  | { tone: 'off'; word: 'person' | 'fresh' }
  | { tone: 'bad'; word: 'gone' | 'failing' }
  | { tone: 'warn'; word: 'stumbling' }
  | { tone: 'good'; word: 'well' };

export function endpointHealth(
  endpoint: Pick<WebhookEndpoint, 'state' | 'disabledReason' | 'failingSince' | 'lastSuccessAt'>,
): EndpointHealth {
  if (endpoint.state === 'disabled') {
    const reason = endpoint.disabledReason ?? 'person';
    return reason === 'person' ? { tone: 'off', word: 'person' } : { tone: 'bad', word: reason };
  }
  if (endpoint.failingSince !== null) return { tone: 'warn', word: 'stumbling' };
  return endpoint.lastSuccessAt === null ? { tone: 'off', word: 'fresh' } : { tone: 'good', word: 'well' };
}
