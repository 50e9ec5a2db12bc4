import { expect, test } from 'vitest';
import { decrypt } from './merchant-for-tests.ts';
import { xmlOf } from './push-text.ts';
import { encryptMessage, signParts } from './signing.ts';
import { plainVectors, safeVectors } from './vectors-for-tests.ts';

test.each(plainVectors)(
  'the signature of an address check with nonce $nonce',
  ({ token, timestamp, nonce, signature }) => {
    expect(signParts(token, timestamp, nonce)).toBe(signature);
    expect(signParts(nonce, token, timestamp)).toBe(signature);
  },
);

test.each(safeVectors)('a sealed message of $appid, byte for byte', (vector) => {
  const { encoding_aes_key: key, appid, plaintext, random16, encrypt, token, timestamp, nonce } = vector;
  expect(encryptMessage(key, appid, plaintext, Buffer.from(random16))).toBe(encrypt);
  expect(signParts(token, timestamp, nonce, encrypt)).toBe(vector.msg_signature);
  expect(signParts(token, timestamp, nonce)).toBe(vector.url_signature);
});

test('messages of every length can be opened, whatever the padding', () => {
  const key = safeVectors[0].encoding_aes_key;
  for (let length = 0; length < 40; length += 1) {
    const message = '接'.repeat(length);
    expect(decrypt(key, encryptMessage(key, 'wx1', message))).toEqual({ message, appid: 'wx1' });
  }
});

test('XML keeps long numbers bare and text whatever is in it', () => {
  const json = '{"Event":"a]]>b","order_info":{"order_id":3705115058471208929},"list":[1,2]}';
  expect(xmlOf(json)).toBe(
    '<xml><Event><![CDATA[a]]]]><![CDATA[>b]]></Event><order_info><order_id>3705115058471208929</order_id></order_info><list>1</list><list>2</list></xml>',
  );
});
