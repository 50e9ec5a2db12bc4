import type { YouzanApp, YouzanShop } from './apps.ts';
import type { Fields } from './body-fields.ts';
import type { Envelope } from './envelopes.ts';
import { itemCalls } from './item-calls.ts';
import { logisticsCalls } from './logistics-calls.ts';
import { refundCalls } from './refund-calls.ts';
import { tradeCalls } from './trade-calls.ts';
import type { YouzanWorld } from './world.ts';

export interface CallContext {
  world: YouzanWorld;
  app: YouzanApp;
  /** The shop that the token was given for. */
  shop: YouzanShop;
  fields: Fields;
}

export interface ApiCall {
  versions: readonly string[];
  /** `current` when left out; an app's settings may ask for the old one. */
  envelope?: Envelope;
  /** Answers the `data` of the envelope or throws a YouzanError. */
  run(context: CallContext): unknown;
}

/** Every call of the platform by its name. */
export const apiCalls: Readonly<Record<string, ApiCall>> = {
  ...tradeCalls,
  ...logisticsCalls,
  ...refundCalls,
  ...itemCalls,
};
