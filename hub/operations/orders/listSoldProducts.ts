import { readSoldProducts } from '../../../prisma/store/sold-products.ts';
import type { Operation } from '../../operation.ts';

export const listSoldProducts: Operation<'listSoldProducts'> = async (_request, identity, { database }) => {
  const rows = await database.withMerchantSql(identity.merchant.id, (client) => readSoldProducts(client));
  const items = rows.map(({ name, spec, sku_code: skuCode, unit_price_minor: price }) => {
    return { name, spec, skuCode, unitPriceMinor: Number(price) };
  });
  return { status: 200, body: { items } };
};
