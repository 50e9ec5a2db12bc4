import { strToU8, Zip, ZipDeflate } from 'fflate';
import { type Cell, minorText, type SheetWriter } from './sheet-writer.ts';

/** A worksheet of Excel ends here; the next row begins another. */
const ROWS_MAX = 1_048_576;
const NS = 'http://schemas.openxmlformats.org';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** Rows gathered before they are compressed: one at a time costs more than it holds. */
const GATHER_CHARACTERS = 64 * 1024;

/**
 * The smallest workbook that Excel, WPS and LibreOffice open (ECMA-376): worksheets with the texts inside them, so that nothing has to
 * be known at the end but how many sheets there are. A text cell is never a formula.
 */
export function xlsxSheet(write: (chunk: Uint8Array) => void): SheetWriter {
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    write(chunk);
  });
  let sheets = 0;
  let rows = 0;
  let gathered = '';
  let part: ZipDeflate | undefined;
  let header: readonly Cell[] | undefined;
  const flush = (isLast = false) => {
    part?.push(strToU8(gathered), isLast);
    gathered = '';
  };
  const closeSheet = () => {
    gathered += '</sheetData></worksheet>';
    flush(true);
  };
  const openSheet = () => {
    sheets += 1;
    rows = 0;
    part = new ZipDeflate(`xl/worksheets/sheet${sheets}.xml`, { level: 6 });
    zip.add(part);
    gathered = `${HEAD}<worksheet xmlns="${NS}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15" defaultColWidth="16"/><sheetData>`;
  };
  const addRow = (cells: readonly Cell[]) => {
    gathered += `<row>${cells.map(cellXml).join('')}</row>`;
    rows += 1;
    if (gathered.length >= GATHER_CHARACTERS) flush();
  };
  return {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    row(cells) {
      if (rows === ROWS_MAX) closeSheet();
      if (sheets === 0 || rows === ROWS_MAX) {
        openSheet();
        if (header) addRow(header);
      }
      header ??= cells;
      addRow(cells);
    },
    end() {
      closeSheet();
      for (const [path, xml] of workbookParts(sheets)) {
        const file = new ZipDeflate(path, { level: 6 });
        zip.add(file);
        file.push(strToU8(HEAD + xml), true);
      }
      zip.end();
    },
  };
}

function cellXml(cell: Cell): string {
  if (cell === null) return '<c/>';
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'object') return `<c s="1"><v>${minorText(cell.minor)}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
}

/** XML 1.0 has no way to write most control characters; they are left out. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function workbookParts(sheets: number): [path: string, xml: string][] {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const office = `${NS}/officeDocument/2006/relationships`;
  const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return [
    [
      '[Content_Types].xml',
      `<Types xmlns="${NS}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${sheetType}.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${NS}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${NS}/spreadsheetml/2006/main" xmlns:r="${office}"><sheets>${numbers.map((n) => `<sheet name="${n}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${NS}/package/2006/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rIdStyles" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      'xl/styles.xml',
      `<styleSheet xmlns="${NS}/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
  ];
}
