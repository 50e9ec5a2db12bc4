import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { csvSheet } from './csv-sheet.ts';
import { type Cell, minorText } from './sheet-writer.ts';
import { xlsxSheet } from './xlsx-sheet.ts';

function csv(...rows: Cell[][]): string {
  const chunks: string[] = [];
  const sheet = csvSheet((chunk) => chunks.push(chunk));
  for (const row of rows) sheet.row(row);
  sheet.end();
  return chunks.join('');
}

function xlsx(...rows: Cell[][]): Record<string, string> {
  const chunks: Uint8Array[] = [];
  const sheet = xlsxSheet((chunk) => chunks.push(chunk));
  for (const row of rows) sheet.row(row);
  sheet.end();
  const files = unzipSync(new Uint8Array(Buffer.concat(chunks)));
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]));
}

describe('a CSV sheet', () => {
  test('begins with the mark by which Excel knows Chinese, and ends each row as RFC 4180 says', () => {
    expect(csv(['单号', '备注'], [612, '少糖'])).toBe('\uFEFF单号,备注\r\n612,少糖\r\n');
  });

  test.each(['=1+1', '+86 138', '-1', '@SUM(A1)', '\t=1', ' =HYPERLINK("http://x")', '＝1'])(
    'a remark of %j is words, never a formula',
    (remark) => {
      expect(csv([remark]).slice(1).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  test('a remark with commas, quotes and lines stays one cell', () => {
    expect(csv(['a,"b"\n中'])).toBe('\uFEFF"a,""b""\n中"\r\n');
  });

  test('amounts are exact to the fen', () => {
    expect([0, 5, -5, 100, -12345, 9007199254740991].map(minorText)).toEqual([
      '0.00',
      '0.05',
      '-0.05',
      '1.00',
      '-123.45',
      '90071992547409.91',
    ]);
  });
});

describe('an Excel sheet', () => {
  test('holds words as words, amounts as numbers, and the parts that Excel asks for', () => {
    const files = xlsx(['备注', '金额'], ['=1+1 <b>&\u0007', { minor: 4550 }], [null, 3]);
    expect(Object.keys(files).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    const sheet = files['xl/worksheets/sheet1.xml'] ?? '';
    expect(sheet).toContain('<t xml:space="preserve">=1+1 &lt;b&gt;&amp;</t>');
    expect(sheet).toContain('<c s="1"><v>45.50</v></c>');
    expect(sheet).not.toContain('<f>');
    expect(sheet.endsWith('</sheetData></worksheet>')).toBe(true);
  });
});
