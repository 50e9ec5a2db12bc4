import type { SetupField, Words } from './connection-setup.ts';

/** A field that may stay empty. */
export function optionalField(name: string, label: Words, where: Words, example: string, pattern: string): SetupField {
  return { name, label, secret: false, required: false, where, example, pattern };
}

/**
 * What the owner of a shop gives to an app for many shops; one of the two is needed, and the connector's schema says so.
 * @param codeLife how long the platform takes the code
 */
export function consentFields(when: NonNullable<SetupField['when']>, codeLife: Words): SetupField[] {
  const granted = { secret: true, required: false, example: '9d3e7b20c41f', pattern: '[\\x21-\\x7e]{4,512}', when };
  return [
    {
      ...granted,
      name: 'code',
      label: { zh: '授权码 code（或者填刷新令牌）', en: 'Authorisation code (or the refresh token)' },
      where: {
        zh: `店主授权后，跳转地址里 code= 后面的内容。${codeLife.zh}内有效，只能用一次`,
        en: `After the owner’s consent, behind code= in the address. Good for ${codeLife.en} and taken once`,
      },
    },
    {
      ...granted,
      name: 'refresh_token',
      label: { zh: '刷新令牌 refresh_token', en: 'refresh_token' },
      where: {
        zh: '已经换过令牌的填这个，就不用填授权码',
        en: 'Where a token was fetched before; then no code is needed',
      },
    },
  ];
}
