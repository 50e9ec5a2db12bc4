import { hubNow } from '../util/clock.ts';
import { toQuery } from '../util/order-filter.ts';
import type { OrderFilter } from '../util/order-filter.ts';
import type { Language } from '../util/preferences.ts';
import { saveFile } from '../util/save-file.ts';
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
  saveFile(sheet, `${language === 'en' ? 'orders' : '订单'}-${dayOf(hubNow(), zone)}.${format}`);
}
