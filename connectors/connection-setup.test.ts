import { describe, expect, test } from 'vitest';
import { applyFields, fieldValue, secretEnd, wrongFields } from './connection-setup.ts';
import { ConnectorError, type ConnectorErrorDetails, type ConnectorErrorKind } from './errors.ts';
import { outsideChannels, channelOf } from './registry.ts';

describe('what people copy from a console', () => {
  const config = { client_id: 'a', return_to: { name: '王小明', mobile: '13800138000' } };

  test('is put into its place, and an empty text takes a value away with its empty group', () => {
    expect(applyFields(config, { client_id: ' b ' })).toEqual({ ...config, client_id: 'b' });
    expect(applyFields(config, { 'return_to.name': '' })).toEqual({
      client_id: 'a',
      return_to: { mobile: '13800138000' },
    });
    expect(applyFields(config, { 'return_to.name': '', 'return_to.mobile': ' ' })).toEqual({ client_id: 'a' });
    expect(config.return_to.name).toBe('王小明');
  });

  test('is shown by its last characters only, and not at all when it is short', () => {
    expect(fieldValue(config, 'return_to.mobile')).toBe('13800138000');
    expect(fieldValue(config, 'return_to.address')).toBeNull();
    expect(fieldValue(null, 'a.b')).toBeNull();
    expect(secretEnd('0f1e2d3c4b5a')).toBe('4b5a');
    expect(secretEnd('1234567')).toBe('');
  });
});

describe.each(outsideChannels().map((channel) => [channel.platform, channel] as const))(
  'the setup of %s',
  (_, channel) => {
    const { setup } = channel;

    test('names each field once, in both languages, and what has to be pasted for every kind of push', () => {
      const names = setup.fields.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const words of [...setup.before, ...setup.fields.flatMap(({ label, where }) => [label, where])])
        expect([words.zh.trim(), words.en.trim()]).not.toContain('');
      const kinds = setup.callbacks.addresses.flatMap(({ kind }) => kind ?? []);
      expect(kinds).toEqual([...channel.pushKinds]);
      expect(new URL(setup.baseUrl).protocol).toBe('https:');
    });

    test('asks for everything that the connector cannot do without, and for nothing that decides where calls go', () => {
      expect(wrongFields(setup, {}, true)).toEqual(
        setup.fields.filter(({ required }) => required).map(({ name }) => name),
      );
      expect(wrongFields(setup, { baseUrl: 'http://127.0.0.1' }, false)).toEqual(['baseUrl']);
      for (const { required, example, pattern } of setup.fields)
        if (!required) expect(example).toMatch(new RegExp(`^(?:${pattern})$`));
      expect(setup.shop.example).toMatch(new RegExp(`^(?:${setup.shop.pattern})$`));
    });
  },
);

test.each<[string, ConnectorErrorKind, ConnectorErrorDetails, string]>([
  ['meituan', 'unauthorized', { platformCode: '702' }, 'app_unknown'],
  ['meituan', 'unauthorized', { platformCode: '703' }, 'secret_wrong'],
  ['meituan', 'unauthorized', { platformCode: '704' }, 'not_authorized'],
  ['meituan', 'rejected', { platformCode: '803' }, 'shop_unknown'],
  ['meituan', 'rejected', { platformCode: '9999' }, 'refused'],
  ['meituan', 'unavailable', {}, 'unreachable'],
  ['youzan', 'unauthorized', { platformCode: '1000' }, 'secret_wrong'],
  ['youzan', 'unauthorized', { platformCode: '1103', platformMessage: 'client_id不存在' }, 'app_unknown'],
  ['youzan', 'unauthorized', { platformCode: '1103', platformMessage: '授权店铺不存在' }, 'shop_unknown'],
  ['youzan', 'unauthorized', { platformCode: '4201' }, 'not_authorized'],
  ['youzan', 'unauthorized', { platformCode: '4007' }, 'address_not_allowed'],
  ['youzan', 'rate-limited', { platformCode: '500100004' }, 'too_many_calls'],
])('%s: %s %j is told as %s', (platform, kind, details, trouble) => {
  expect(channelOf(platform).troubleOf(new ConnectorError(kind, 'no', details))).toBe(trouble);
});
