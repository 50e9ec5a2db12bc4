import type { PushRequest } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import {
  compareSignatures,
  type SignatureExplanation,
  type SignedPiece,
  type WrongWay,
} from '../signature-explanation.ts';
import type { Account } from './config.ts';
import { readEvent } from './receive.ts';
import { inOrder, signatureOf } from './signing.ts';

/** A sealed push has `msg_signature` over its body beside `signature`, which covers the query alone. Calls are not signed. */
export function explainSignature(request: PushRequest, { token }: Account): SignatureExplanation[] {
  const query = new URLSearchParams(request.query);
  const [timestamp, nonce] = [query.get('timestamp'), query.get('nonce')];
  if (timestamp === null || nonce === null) throw new ConnectorError('malformed', 'timestamp or nonce is missing');
  const fields = [
    { name: 'timestamp', value: timestamp, from: 'the query' },
    { name: 'nonce', value: nonce, from: 'the query' },
  ];
  const plain = explained('signature', query.get('signature'), token, fields, [
    { name: 'body', why: 'in plain text nothing covers the body' },
  ]);
  const sealed = readEvent(request.body)?.Encrypt;
  if (typeof sealed !== 'string') return [plain];
  const more = { name: 'Encrypt', value: sealed, from: 'the body' };
  const leftOut = [{ name: 'ToUserName', why: 'of the body only Encrypt is signed' }];
  return [explained('msg_signature', query.get('msg_signature'), token, [...fields, more], leftOut), plain];
}

function explained(
  name: string,
  given: string | null,
  token: string,
  fields: SignatureExplanation['taken'],
  leftOut: SignatureExplanation['leftOut'],
): SignatureExplanation {
  const values = fields.map(({ value }) => value);
  const pieces = inOrder([token, ...values]);
  return {
    name,
    rule: `SHA-1 of Token, ${fields.map((field) => field.name).join(', ')}, sorted as texts and joined with nothing between (2)`,
    taken: fields,
    leftOut,
    toSign: pieces.map((piece): SignedPiece => (piece === token ? { secret: token } : piece)),
    algorithm: 'SHA-1, lower-case hex',
    goesInto: `the field ${name} of the query`,
    ...compareSignatures(signatureOf(token, ...values), given, wrongWays(token, values)),
  };
}

function* wrongWays(token: string, values: readonly string[]): Generator<WrongWay> {
  const digest = (parts: readonly string[]) => signatureOf(parts.join(''));
  yield { when: 'the parts are joined as they stand, without sorting', sign: () => digest([token, ...values]) };
  yield { when: 'the secret has a newline at its end', sign: () => signatureOf(`${token}\n`, ...values) };
  yield { when: 'the secret is left out', sign: () => signatureOf(...values) };
  if (values.length > 2)
    yield { when: 'Encrypt is left out, as in signature', sign: () => signatureOf(token, ...values.slice(0, 2)) };
}
