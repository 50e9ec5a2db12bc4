import { generalError } from '../wechat/errors.ts';
import type { WechatCall } from '../wechat/gateway.ts';
import type { MiniApp } from './apps.ts';
import { read } from './errors.ts';
import type { MiniWorld } from './world.ts';

const TEXT_LENGTH_MAX = 20;
const companies = [
  { delivery_id: 'SF', delivery_name: '顺丰速运' },
  { delivery_id: 'ZTO', delivery_name: '中通快递' },
  { delivery_id: 'YTO', delivery_name: '圆通速递' },
  { delivery_id: 'YUNDA', delivery_name: '韵达速递' },
  { delivery_id: 'STO', delivery_name: '申通快递' },
  { delivery_id: 'JDL', delivery_name: '京东快递' },
] as const;

/** Messages to customers who agreed to them, and the couriers that shipping may name. */
export function messageCalls(world: MiniWorld): Readonly<Record<string, WechatCall<MiniApp>>> {
  return {
    'cgi-bin/message/subscribe/send': (app, fields) => {
      const touser = read.optional(fields, 'touser');
      const customer = [...world.orders.values()].some(({ appid, openid }) => appid === app.appid && openid === touser);
      if (touser === undefined || !customer) throw generalError('badOpenid');
      if (read.optional(fields, 'template_id') === undefined) throw generalError('badTemplate');
      const data = read.object(fields, 'data');
      for (const [key, entry] of Object.entries(data)) checkValue(key, entry);
    },
    'cgi-bin/express/delivery/open_msg/get_delivery_list': () => ({
      delivery_list: companies,
      count: companies.length,
    }),
  };
}

function checkValue(key: string, entry: unknown): void {
  const value = typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : undefined;
  const max = key.startsWith('character_string') ? 32 : key.startsWith('thing') ? TEXT_LENGTH_MAX : 1_000;
  if (typeof value !== 'string' || value === '' || [...value].length > max) throw generalError('badTemplateData');
}
