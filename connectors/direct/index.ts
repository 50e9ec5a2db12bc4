import { z } from 'zod';
import type { SalesChannel } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { untoldOrders } from '../untold-orders.ts';
import { translate } from './map-order.ts';

const schema = z.strictObject({ baseUrl: z.string() });
type DirectConfig = z.infer<typeof schema>;

/** In the place of an address: nothing is ever called. */
const HERE = 'about:here';

/** What is asked of an order that the hub keeps is done when it is written down. */
const done = (): Promise<void> => Promise.resolve();

/** Orders that staff type in: from the phone, a chat, over the counter. The hub is their platform (docs/decisions/0041). */
export const direct: SalesChannel<DirectConfig> = {
  platform: 'direct',
  names: { zh: '直营', en: 'Direct' },
  keptHere: true,
  tellsNothing: true,
  ...untoldOrders,
  parseConfig: (value) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new ConnectorError('malformed', 'a shop of one’s own has no settings');
    return parsed.data;
  },
  credentials: () => ({}),
  baseUrl: () => HERE,
  setup: {
    console: { name: { zh: '不需要', en: 'None' }, url: '' },
    before: [],
    fields: [],
    callbacks: { where: { zh: '不需要', en: 'None' }, addresses: [] },
    shop: {
      label: { zh: '门店编号', en: 'Shop code' },
      where: { zh: '您自己定，字母或数字', en: 'Your own choice, letters and digits' },
      example: 'shop-1',
      pattern: '[0-9A-Za-z_-]{1,40}',
    },
    baseUrl: HERE,
    usesTokens: false,
  },
  checkAccess: () => Promise.resolve({ shopName: null }),
  troubleOf: () => 'refused',
  translate,
  commands: {
    ready: done,
    ship: done,
    change_waybill: done,
    deliver: done,
    cancel: done,
    remark: done,
  },
  shipments: ['own', 'courier'],
};
