/** Pushes are signed and sealed as everywhere on WeChat (`connectors/wechat/signing.ts`); calls carry a token and no signature. */
export { inOrder, isSame, openSealed, signatureOf } from '../wechat/signing.ts';
