import type { CourierCode } from '../api/types.ts';

/** One row of what somebody copied from a spreadsheet. */
export type ParcelRow = { orderNumber: string; trackingNumber: string; courier: CourierCode | null };

export const PARCEL_ROWS_MAX = 500;

/** How people and shipping programs write the names of parcel services. */
const NAMES: [RegExp, CourierCode][] = [
  [/顺丰|shun ?feng|^sf/i, 'shunfeng'],
  [/中通|zhong ?tong|^zto/i, 'zhongtong'],
  [/圆通|yuan ?tong|^yto/i, 'yuantong'],
  [/韵达|yun ?da/i, 'yunda'],
  [/申通|shen ?tong|^sto/i, 'shentong'],
  [/极兔|ji ?tu|j&t|jt ?express/i, 'jitu'],
  [/京东|jing ?dong|^jd/i, 'jingdong'],
  [/^ems$|邮政特快/i, 'ems'],
  [/邮政|you ?zheng|china ?post/i, 'youzheng'],
  [/德邦|de ?bang|deppon/i, 'debang'],
  [/^其他$|^other$/i, 'other'],
];
/** Numbers that begin so belong to one service. */
const PREFIXES: [RegExp, CourierCode][] = [
  [/^SF\d/i, 'shunfeng'],
  [/^YT\d/i, 'yuantong'],
  [/^JT\d/i, 'jitu'],
  [/^JD[A-Z0-9]/i, 'jingdong'],
  [/^DPK?\d/i, 'debang'],
];
/** As the API takes it. */
const TRACKING_NUMBER = /^[A-Za-z0-9-]{5,32}$/;

/**
 * Reads rows of order number, tracking number and courier as a spreadsheet puts them on the clipboard, or as somebody typed them. The
 * columns come in any order after the order number; a head row and empty rows are passed over.
 */
export function readParcels(text: string): ParcelRow[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.split(/\t|,|，|;|；/).map(cellText))
    .flatMap((cells) => readRow(cells.length > 1 ? cells : (cells[0]?.split(/\s+/) ?? [])) ?? [])
    .slice(0, PARCEL_ROWS_MAX);
}

export function isTrackingNumber(text: string): boolean {
  return TRACKING_NUMBER.test(text);
}

function readRow(cells: readonly string[]): ParcelRow | null {
  const [first = '', ...others] = cells;
  const orderNumber = first.replaceAll(/\s/g, '');
  const rest = others.filter(Boolean);
  const courierAt = rest.findIndex((cell) => courierNamed(cell) !== null);
  const written = rest.find((cell, index) => index !== courierAt && /\d/.test(cell)) ?? '';
  const trackingNumber = written.replaceAll(/\s/g, '');
  // A head row holds words where numbers stand in all others.
  if (!/\d/.test(orderNumber) && trackingNumber === '') return null;
  if (orderNumber === '') return null;
  const courier = courierNamed(rest[courierAt] ?? '') ?? courierOf(trackingNumber);
  return { orderNumber, trackingNumber, courier };
}

/** Spreadsheets keep a long number as text by an apostrophe before it, and quote cells that hold a separator. */
function cellText(cell: string): string {
  return cell
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^'/, '')
    .trim();
}

function courierNamed(cell: string): CourierCode | null {
  if (/\d{4}/.test(cell)) return null;
  return NAMES.find(([name]) => name.test(cell))?.[1] ?? null;
}

function courierOf(trackingNumber: string): CourierCode | null {
  return PREFIXES.find(([prefix]) => prefix.test(trackingNumber))?.[1] ?? null;
}
