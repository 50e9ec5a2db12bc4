import type { OrderState } from '../../domain/order.ts';

/** What a test has to know of a platform to play its customers and to compare the hub with it. */
export interface PlayedPlatform {
  name: string;
  /** The status that its sandbox tells -> what the hub should say. */
  stateOfStatus: Readonly<Record<string, OrderState>>;
  /** What its customers, and time, do with an order: paths of the sandbox's control port. */
  moves: readonly string[];
  /** The call by which a clerk answers a new order; faults strike there. */
  firstCall: string;
  /** Calls that act and that no order needs twice. */
  callsOnce: readonly string[];
  /** Beside 0: the codes by which it says that it did what was asked. */
  doneCode?: number;
}

export const playedPlatforms: readonly PlayedPlatform[] = [
  {
    name: 'meituan',
    stateOfStatus: { '1': 'placed', '2': 'paid', '4': 'accepted', '8': 'completed', '9': 'cancelled' },
    moves: ['cancel', 'complete', 'refund'],
    firstCall: 'order/confirm',
    callsOnce: ['order/confirm', 'order/cancel', 'order/delivering', 'order/arrived'],
  },
  {
    name: 'meituan-tscc',
    stateOfStatus: { '1': 'placed', '2': 'paid', '4': 'accepted', '8': 'completed', '9': 'cancelled' },
    moves: ['cancel', 'complete', 'refund'],
    firstCall: 'waimai/order/confirm',
    callsOnce: ['confirm', 'cancel', 'delivering', 'delivered'].map((call) => `waimai/order/${call}`),
  },
  {
    name: 'youzan',
    stateOfStatus: {
      WAIT_BUYER_PAY: 'placed',
      WAIT_SELLER_SEND_GOODS: 'accepted',
      WAIT_BUYER_CONFIRM_GOODS: 'accepted',
      TRADE_SUCCESS: 'completed',
      TRADE_CLOSED: 'cancelled',
    },
    moves: ['cancel', 'complete', 'refund'],
    firstCall: 'youzan.logistics.online.confirm',
    callsOnce: ['youzan.logistics.online.confirm'],
    doneCode: 200,
  },
  {
    name: 'weidian',
    stateOfStatus: {
      '10': 'placed',
      '20': 'accepted',
      '30': 'accepted',
      '31': 'accepted',
      '40': 'completed',
      '50': 'completed',
      '60': 'cancelled',
    },
    moves: ['cancel', 'complete', 'refund'],
    firstCall: 'vdian.order.deliver',
    callsOnce: ['vdian.order.deliver'],
  },
  {
    name: 'wechat-shop',
    stateOfStatus: {
      '10': 'placed',
      '20': 'accepted',
      '21': 'accepted',
      '30': 'accepted',
      '100': 'completed',
      '190': 'cancelled',
      '200': 'cancelled',
      '250': 'cancelled',
    },
    moves: ['cancel', 'complete', 'refund'],
    firstCall: 'channels/ec/order/delivery/send',
    callsOnce: ['channels/ec/order/delivery/send'],
  },
];
