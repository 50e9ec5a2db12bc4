import { outsideChannels } from '../../../connectors/registry.ts';
import type { Operation } from '../../operation.ts';

export const listPlatforms: Operation<'listPlatforms'> = (_request, _identity, { config }) => {
  const items = outsideChannels().map(({ platform, names, setup, listShops }) => ({
    platform,
    names,
    setup: {
      console: setup.console,
      before: [...setup.before],
      fields: [...setup.fields],
      callbacks: { where: setup.callbacks.where, addresses: [...setup.callbacks.addresses] },
      shop: setup.shop,
      listsShops: listShops !== undefined,
    },
  }));
  return Promise.resolve({ status: 200, body: { items, sandbox: config.sandboxUrl !== undefined } });
};
