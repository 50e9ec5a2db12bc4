import { expect, test } from 'vitest';
import { readableText } from './raw-text.ts';

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

test('a form that was encoded twice is shown in words', () => {
  const name = encodeURIComponent(encodeURIComponent('牛肉面'));
  expect(readableText(`order_id=1600&food=${name}`, FORM)).toEqual({
    shape: 'form',
    fields: [
      { name: 'order_id', value: '1600' },
      { name: 'food', value: '牛肉面' },
    ],
  });
});

test('JSON inside a form is indented, and long ids keep every digit', () => {
  const detail = encodeURIComponent('[{"id":16000123456789012345,"name":"a, b: {c}","none":[]}]');
  const shown = readableText(`detail=${detail}`, null);
  expect(shown).toEqual({
    shape: 'form',
    fields: [
      {
        name: 'detail',
        value: '[\n  {\n    "id": 16000123456789012345,\n    "name": "a, b: {c}",\n    "none": []\n  }\n]',
      },
    ],
  });
});

test('a percent sign that stands for itself is left alone', () => {
  expect(readableText('note=50%25%20off', FORM)).toEqual({
    shape: 'form',
    fields: [{ name: 'note', value: '50% off' }],
  });
});

test('JSON is indented, anything else stays as it came', () => {
  expect(readableText('{"a":1}', 'application/json')).toEqual({ shape: 'json', text: '{\n  "a": 1\n}' });
  expect(readableText('<xml/>', 'text/xml')).toEqual({ shape: 'text', text: '<xml/>' });
  expect(readableText('{broken', null)).toEqual({ shape: 'text', text: '{broken' });
});
