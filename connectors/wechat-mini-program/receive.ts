import type { AddressCheck, PushRequest, ReceivedPush } from '../contract.ts';
import { numberIn, receivePush } from '../wechat/receive.ts';
import type { MiniProgramConfig } from './config.ts';

export { acknowledge, pushKinds, refuse } from '../wechat/receive.ts';

/** @throws ConnectorError `invalid-signature`, `unauthorized` or `malformed`. */
export function receive(request: PushRequest, config: MiniProgramConfig): ReceivedPush | AddressCheck {
  return receivePush(request, config, (event) => numberIn(event, 'transaction_id'));
}
