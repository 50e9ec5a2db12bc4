import { ConnectorError } from '../errors.ts';
import type { StockLevel, StockRefusal } from '../goods-and-bills.ts';
import { writeStock } from './client.ts';
import type { WechatShopAccess } from './config.ts';

/**
 * Sets absolute numbers, one call for each. WeChat advises to add and to subtract instead (protocol notes 4); a number that is set may be
 * sent again after a lost answer, and the next one puts right what a sale between reading and setting made wrong.
 */
export async function setStock(
  access: WechatShopAccess,
  levels: readonly StockLevel[],
  signal: AbortSignal,
): Promise<StockRefusal[]> {
  const refusals: StockRefusal[] = [];
  for (const { productId, skuId, quantity } of levels) {
    try {
      if (skuId === null) throw new ConnectorError('rejected', 'goods without a specification', noSku);
      await writeStock(access, { product_id: productId, sku_id: skuId, num: quantity }, signal);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'rejected') throw error;
      const { platformCode = '', platformMessage = '' } = error;
      refusals.push({ productId, skuId, platformCode, platformMessage });
    }
  }
  return refusals;
}

/** Stock is kept by specification; our own words where WeChat need not be asked. */
const noSku = { platformCode: 'sku_id', platformMessage: 'sku_id is missing' };
