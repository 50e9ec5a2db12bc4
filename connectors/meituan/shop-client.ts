import { z } from 'zod';
import { text } from '../wire-format.ts';
import type { MeituanAccess } from './config.ts';
import { callMeituan, read } from './gateway.ts';

/** `poi/mget` takes a list of codes whose length is not documented; this many keep the address short. */
const CODES_MAX = 50;
/** A brand with more shops types the codes of the further ones. */
const SHOPS_MAX = 500;

const codesAnswer = z.array(text);
const shopsAnswer = z.array(z.object({ app_poi_code: text, name: text }));

export interface MeituanShop {
  platformShopId: string;
  name: string;
}

/** `poi/mget` (A4): shops by their codes. @throws ConnectorError `rejected` 803 where one is not there */
export async function readShops(
  access: MeituanAccess,
  codes: readonly string[],
  signal: AbortSignal,
): Promise<MeituanShop[]> {
  const params = { app_poi_codes: codes.join(',') };
  const { data } = await callMeituan(access, { path: 'poi/mget', params, acts: false, signal });
  return read(shopsAnswer, data, 'poi/mget').map(({ app_poi_code, name }) => ({ platformShopId: app_poi_code, name }));
}

/** `poi/getids`, and the names of what it lists. An app for several merchants has tokens of shops only, and none to ask this with. */
export async function listShops(access: MeituanAccess, signal: AbortSignal): Promise<MeituanShop[]> {
  if (access.config.access === 'per_shop') return [];
  const { data } = await callMeituan(access, { path: 'poi/getids', params: {}, acts: false, signal });
  const codes = read(codesAnswer, data, 'poi/getids').slice(0, SHOPS_MAX);
  const shops: MeituanShop[] = [];
  for (let start = 0; start < codes.length; start += CODES_MAX)
    shops.push(...(await readShops(access, codes.slice(start, start + CODES_MAX), signal)));
  return shops;
}
