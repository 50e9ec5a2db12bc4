import { type Cell, minorText, type SheetWriter } from './sheet-writer.ts';

/** Without it Excel takes Chinese for something else. */
const BYTE_ORDER_MARK = '\uFEFF';
/** A cell that begins so is computed by a spreadsheet, and a customer's remark must not compute anything. */
const FORMULA = /^[\s]*[=+\-@\t\r\n＝＋－＠]/;

/** Comma-separated values by RFC 4180, for people who open them in Excel. */
export function csvSheet(write: (chunk: string) => void): SheetWriter {
  let begun = false;
  return {
    contentType: 'text/csv; charset=utf-8',
    row(cells) {
      write(`${begun ? '' : BYTE_ORDER_MARK}${cells.map(cellText).join(',')}\r\n`);
      begun = true;
    },
    end: () => undefined,
  };
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return minorText(cell.minor);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
