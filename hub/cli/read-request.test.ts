import { expect, test } from 'vitest';
import { readRequest } from './read-request.ts';

const body = (text: string) => readRequest(text).body.toString();

test('the text of a request is read with its headers, and without the newline of the editor', () => {
  expect(readRequest('POST /a/b?x=1 HTTP/1.1\r\nHost: hub.example\r\nEvent-Sign: ab\r\n\r\n{"a":1}\n')).toMatchObject({
    method: 'POST',
    address: 'http://hub.example/a/b',
    query: 'x=1',
    headers: { 'event-sign': 'ab' },
    body: Buffer.from('{"a":1}'),
  });
  expect(body('POST http://h/ HTTP/1.1\nContent-Length: 3\n\na=\n')).toBe('a=\n');
  expect(readRequest('GET /a HTTP/1.1\nHost: h\nX-Forwarded-Proto: https\n\n').address).toBe('https://h/a');
});

test.each([
  [`curl 'https://h/a?b=1' -H 'Event-Sign: x' --data-raw '{"a":"it"}'`, 'POST', '{"a":"it"}'],
  [`curl -X POST "https://h/a?b=1" \\\n  -d a=1 -d "b=\\"2\\""`, 'POST', 'a=1&b="2"'],
  [`curl https://h/a?b=1 -s -o /dev/null`, 'GET', ''],
  [`curl -G 'https://h/a?b=1' --compressed`, 'GET', ''],
  [`curl --request=POST 'https://h/a?b=1' --data-raw $'line\\n\\u63a5'`, 'POST', 'line\n接'],
])('%s', (text, method, sent) => {
  const request = readRequest(text);
  expect([request.method, request.address, request.query, request.body.toString()]).toEqual([
    method,
    'https://h/a',
    'b=1',
    sent,
  ]);
});

test('parameters that curl is to encode are encoded', () => {
  expect(readRequest(`curl -G https://h/a --data-urlencode 'x=少 辣'`).query).toBe(`x=${encodeURIComponent('少 辣')}`);
});

test('anything else says what was looked for', () => {
  expect(() => readRequest('hello')).toThrow(/^that is no request: a curl command/);
  expect(() => readRequest('curl -v')).toThrow('names no address');
});
