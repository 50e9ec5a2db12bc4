import { findChannel } from '../../../connectors/registry.ts';
import type { Cipher } from '../../../prisma/store/cipher.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import type { OrderRow } from '../../../prisma/store/order-views.ts';
import { openCustomer } from '../../../prisma/store/order-words.ts';
import { maskAddress, maskName, maskPhone } from '../../masking.ts';
import { may } from '../../permissions.ts';
import type { ExportColumn, ExportWords } from './export-words.ts';
import type { Cell } from './sheet-writer.ts';

export const exportColumns = [
  'number',
  'platform',
  'shop',
  'platformOrderId',
  'dayNumber',
  'placedAt',
  'state',
  'fulfilment',
  'refund',
  'goods',
  'pieces',
  'total',
  'receives',
  'currency',
  'customer',
  'phone',
  'delivery',
  'address',
  'promisedAt',
  'remark',
] as const satisfies ExportColumn[];

interface Reader {
  cipher: Cipher;
  identity: Identity;
  words: ExportWords;
}

/** One order as cells, in the order of `exportColumns`. Personal data is masked as on the pages. */
export function exportRow(
  row: OrderRow,
  lines: readonly { name: string; spec: string | null; quantity: number }[],
  { cipher, identity, words }: Reader,
): Cell[] {
  const customer = openCustomer(cipher, row.customer_encrypted);
  const time = (at: Date | null) => (at === null ? null : localTime(at, identity.merchant.timeZone));
  const channel = findChannel(row.platform);
  const cells: Record<ExportColumn, Cell> = {
    number: Number(row.number),
    platform: channel?.names[words.nameOf] ?? row.platform,
    shop: row.shop_name,
    platformOrderId: row.platform_order_id,
    dayNumber: row.day_number,
    placedAt: time(row.placed_at),
    state: words.state[row.state],
    fulfilment: words.fulfilment[row.fulfilment],
    refund: words.refund[row.refund_state],
    goods: lines.map(({ name, spec, quantity }) => `${name}${spec ? ` (${spec})` : ''} ×${quantity}`).join('; '),
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    total: { minor: Number(row.total_minor) },
    receives:
      row.merchant_receives_minor === null || !may(identity, 'money:read')
        ? null
        : { minor: Number(row.merchant_receives_minor) },
    currency: row.currency,
    customer: maskName(customer.name),
    phone: maskPhone(customer.phone),
    delivery: words.delivery[row.delivery_mode],
    address: may(identity, 'customers:read') ? customer.address : maskAddress(customer.address),
    promisedAt: time(row.promised_at),
    remark: customer.remark,
  };
  return exportColumns.map((column) => cells[column]);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-25 18:30:00` in a zone, which spreadsheets take for a time. */
function localTime(at: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // Swedish writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(timeZone, format);
  }
  return format.format(at);
}
