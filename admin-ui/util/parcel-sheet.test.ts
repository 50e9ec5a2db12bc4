import { expect, test } from 'vitest';
import { readParcels } from './parcel-sheet.ts';

test('rows copied from a spreadsheet are read whatever stands in the second and third column', () => {
  const sheet =
    '单号\t快递单号\t快递公司\r\n0612\tSF1234567890\t顺丰速运\r\n#613\t圆通快递\tYT9988776655\r\n\r\n614\t7512 3456 7890 12\t中通';
  expect(readParcels(sheet)).toEqual([
    { orderNumber: '0612', trackingNumber: 'SF1234567890', courier: 'shunfeng' },
    { orderNumber: '#613', trackingNumber: 'YT9988776655', courier: 'yuantong' },
    { orderNumber: '614', trackingNumber: '75123456789012', courier: 'zhongtong' },
  ]);
});

test('a courier that is not written is known by its numbers, or asked for', () => {
  expect(readParcels('612 SF1234567890\n613,7512345678901')).toEqual([
    { orderNumber: '612', trackingNumber: 'SF1234567890', courier: 'shunfeng' },
    { orderNumber: '613', trackingNumber: '7512345678901', courier: null },
  ]);
});

test('long numbers that a spreadsheet keeps as text, and quoted cells, are read as they are meant', () => {
  expect(readParcels('\'E20261125001\t"JT5500112233"\t极兔')).toEqual([
    { orderNumber: 'E20261125001', trackingNumber: 'JT5500112233', courier: 'jitu' },
  ]);
});

test('a row without a tracking number stays, so that somebody sees what is missing', () => {
  expect(readParcels('612\t\t顺丰')).toEqual([{ orderNumber: '612', trackingNumber: '', courier: 'shunfeng' }]);
});
