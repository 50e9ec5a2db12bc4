import { fieldValue, secretEnd } from '../../../connectors/connection-setup.ts';
import { channelOf } from '../../../connectors/registry.ts';
import { webhookAddresses } from '../../../connectors/webhook-addresses.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import type { ConnectionView } from '../../../prisma/store/connection-changes.ts';
import type { HubContext } from '../../context.ts';
import { tagOf } from '../../if-match.ts';

export type ConnectionTarget = components['schemas']['Connection']['target'];

/** Credentials leave as their names and last characters. */
export function connectionJson(context: HubContext, view: ConnectionView): components['schemas']['Connection'] {
  const channel = channelOf(view.platform);
  const address = view.registeredBaseUrl ?? context.publicUrl();
  return {
    id: view.id,
    etag: tagOf(view.name, view.shopIds),
    platform: view.platform,
    name: view.name,
    target: targetOf(context, view.platform, view.config),
    ...webhookAddresses(address, view.platform, view.id, channel.pushKinds),
    credentials: channel.setup.fields.map(({ name }) => {
      const value = fieldValue(view.config, name);
      return { name, isSet: value !== null, end: value === null ? '' : secretEnd(value) };
    }),
    oldAcceptedUntil: view.oldAcceptedUntil?.toISOString() ?? null,
    shopIds: view.shopIds,
    createdAt: view.createdAt.toISOString(),
  };
}

/** Where a platform's calls go in a deployment: the platform itself, or the sandbox where there is one. */
export function baseUrlOf({ config }: HubContext, platform: string, target: 'platform' | 'sandbox'): string | null {
  if (target === 'platform') return channelOf(platform).setup.baseUrl;
  return config.sandboxUrl === undefined ? null : `${config.sandboxUrl}/${platform}`;
}

export function targetOf(context: HubContext, platform: string, config: unknown): ConnectionTarget {
  const baseUrl = fieldValue(config, 'baseUrl');
  if (baseUrl === baseUrlOf(context, platform, 'platform')) return 'platform';
  return baseUrl === baseUrlOf(context, platform, 'sandbox') ? 'sandbox' : 'other';
}
