import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { ASK_TIMEOUT_MS, openConnection } from '../connections/open-connection.ts';
import { refusedBy, voucherShop } from './voucher-shop.ts';

export const prepareVoucher: Operation<'prepareVoucher'> = async ({ body }, identity, context) => {
  if (!body) throw new Problem('invalid-request', 'There is no voucher.');
  const { shop, vouchers } = await voucherShop(context, identity, body.shopId);
  const { stored, config } = await openConnection(context, identity, shop.connection_id);
  const shared = context.accessTo({ merchantId: identity.merchant.id, connectionId: stored.id });
  const access = { config, platformShopId: shop.platform_shop_id, ...shared };
  try {
    const prepared = await vouchers.prepare(access, body.code, AbortSignal.timeout(ASK_TIMEOUT_MS));
    return { status: 200, body: { ...prepared, currency: 'CNY', endsAt: prepared.endsAt?.toISOString() ?? null } };
  } catch (error) {
    throw refusedBy(vouchers, error);
  }
};
