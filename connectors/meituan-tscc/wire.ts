import { z } from 'zod';
import { optional, readJson, text } from '../wire-format.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Names that are not simply the other gateway's in camel case (B4). */
const ownNames: Readonly<Record<string, string>> = {
  orderIdView: 'wm_order_id_view',
  ePoiId: 'app_poi_code',
  cTime: 'ctime',
  uTime: 'utime',
  eDishCode: 'app_food_code',
  dishName: 'name',
};

/** JSON text inside whose entries have names of their own. */
const LISTS = ['detail', 'extras'] as const;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields under the names of the other gateway (A5), which names the same things. What is null is left out. */
export function named(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[nameOf(name), value]])),
  );
}

function nameOf(name: string): string {
  const own = Object.hasOwn(ownNames, name) ? ownNames[name] : undefined;
  return own ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * An order with the names of A5 also inside its lists. **?** Whether those are in camel case, too, is not said: both are read.
 * @throws MalformedError where JSON text inside is none
 */
export function namedOrder(fields: Fields): Fields {
  const order: Record<string, unknown> = { ...named(fields) };
  for (const list of LISTS) {
    const value = order[list];
    const entries = typeof value === 'string' && value !== '' ? readJson(value) : value;
    if (Array.isArray(entries))
      order[list] = entries.map((entry) => (isRecord(entry) ? named(entry) : (entry as unknown)));
  }
  // The sum that the merchant receives may stand beside the detail of it, or alone.
  if (order.poi_receive_detail === undefined && order.wm_poi_receive_cent !== undefined)
    order.poi_receive_detail = { wmPoiReceiveCent: order.wm_poi_receive_cent };
  return order;
}

/** Both envelopes: version 2 has a code in any case, the older one an error when something is wrong (B3). */
export const answer = z.object({
  code: optional(text),
  msg: optional(text),
  data: z.unknown().optional(),
  traceId: optional(z.string().regex(/^[\w.:-]{1,100}$/)),
  error: optional(z.object({ code: text, message: optional(text) })),
});

export const orderNumber = z.object({ orderId: z.string().regex(/^\d{1,19}$/) });

const token = z.string().regex(/^[\x21-\x7e]{1,512}$/);

/** `oauth/token` and `oauth/refresh`; **?** `expireIn` counts seconds. */
export const tokenData = z.object({
  accessToken: token,
  refreshToken: optional(token),
  expireIn: z.string().regex(/^[1-9]\d{0,9}$/),
});

export const shopRows = z.array(z.object({ ePoiId: optional(text), name: text })).max(1000);

export const dishRows = z.array(z.record(z.string(), z.unknown())).max(1000);
