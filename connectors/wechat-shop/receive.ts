import type { AddressCheck, PushRequest, ReceivedPush } from '../contract.ts';
import { numberIn, receivePush } from '../wechat/receive.ts';
import type { WechatShopConfig } from './config.ts';

export { acknowledge, pushKinds, refuse } from '../wechat/receive.ts';

/** @throws ConnectorError `invalid-signature`, `unauthorized` or `malformed`. */
export function receive(request: PushRequest, config: WechatShopConfig): ReceivedPush | AddressCheck {
  return receivePush(
    request,
    config,
    ({ order_info, finder_shop_aftersale_status_update }) =>
      numberIn(order_info, 'order_id') ?? numberIn(finder_shop_aftersale_status_update, 'order_id'),
  );
}
