import type { SalesChannel } from './contract.ts';
import { ConnectorError } from './errors.ts';

const refused = { status: 404, contentType: 'text/plain;charset=UTF-8', body: 'nothing is pushed here' };

const nobody = (): Promise<never> =>
  Promise.reject(new ConnectorError('rejected', 'no platform tells of these orders'));

/** The members of a channel whose orders no platform tells of: nothing is pushed, nothing can be listed or read. */
export const untoldOrders = {
  pushKinds: [],
  receive: () => {
    throw new ConnectorError('unauthorized', refused.body);
  },
  acknowledge: () => refused,
  refuse: () => refused,
  fetchOrder: nobody,
  discoverOrders: nobody,
  listDay: nobody,
} as const satisfies Partial<SalesChannel>;
