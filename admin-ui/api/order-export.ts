import { hubNow } from '../util/clock.ts';
import { toQuery } from '../util/order-filter.ts';
import type { OrderFilter } from '../util/order-filter.ts';
import type { Language } from '../util/preferences.ts';
import { dayOf } from '../util/zone-day.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { merchantTimeZone } from './session.ts';

export type ExportFormat = 'csv' | 'xlsx';

/**
 * Saves the orders of a filter, or some of them, as a file. The hub writes it as it reads; here it is held until it is whole, because
 * half a file must not look like a whole one. Throws ApiError.
 */
export async function exportOrders(
  filter: OrderFilter,
  format: ExportFormat,
  language: Language,
  orderIds?: readonly string[],
): Promise<void> {
  const zone = merchantTimeZone();
  const query = { ...toQuery(filter, zone, hubNow()), format, language, ...(orderIds && { ids: [...orderIds] }) };
  const sheet = await unwrap(
    api.GET('/orders/export', {
      params: { query },
      parseAs: 'blob',
      querySerializer: { array: { style: 'form', explode: false } },
    }),
  );
  save(sheet, `${language === 'en' ? 'orders' : '订单'}-${dayOf(hubNow(), zone)}.${format}`);
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Some browsers begin to read only after this turn.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
