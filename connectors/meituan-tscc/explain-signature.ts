import { createHash } from 'node:crypto';
import type { PushRequest } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { readForm } from '../meituan/form.ts';
import { CLOCK_TOLERANCE_MS } from '../meituan/receive.ts';
import { compareSignatures, type SignatureExplanation, timeProblem, type WrongWay } from '../signature-explanation.ts';
import type { TsccConfig } from './config.ts';
import { readParams } from './receive.ts';
import { isSigned, type Params, sign, textToSign } from './signing.ts';

/** Calls and messages are signed alike, over the fields of the form (B2). @throws ConnectorError `malformed` */
export function explainSignature(request: PushRequest, config: TsccConfig): SignatureExplanation[] {
  const body = request.method === 'POST' ? request.body : Buffer.alloc(0);
  const params = readParams(request.query, body);
  const names = Object.keys(params).sort();
  if (names.length === 0) throw new ConnectorError('malformed', 'the request has no form that can be read');
  const signed = names.filter((name) => isSigned(name, params[name] ?? ''));
  const compared = compareSignatures(
    sign(params, config.signKey),
    params.sign ?? null,
    wrongWays(request, params, config.signKey),
  );
  return [
    {
      name: 'sign',
      rule: 'SHA-1 of the signKey and of every name with its raw value behind it, sorted by name, with nothing between them (B2)',
      taken: signed.map((name) => ({ name, value: params[name] ?? '', from: 'field of the form, decoded once' })),
      leftOut: [
        { name: 'sign', why: 'the signature itself is never signed, in whatever case it is written' },
        ...names
          .filter((name) => params[name] === '')
          .map((name) => ({ name, why: 'it is empty, and empty values are not signed' })),
        { name: 'address', why: 'neither host nor path is signed' },
      ],
      toSign: [{ secret: config.signKey }, textToSign(params)],
      algorithm: 'SHA-1, lower-case hex',
      goesInto: 'the field sign',
      ...compared,
      problems: [...compared.problems, ...problemsOf(params, request, config)],
    },
  ];
}

function* wrongWays(request: PushRequest, params: Params, signKey: string): Generator<WrongWay> {
  const sorted = (of: Params, join: (name: string, value: string) => string, between = '') =>
    Object.keys(of)
      .filter((name) => name.toLowerCase() !== 'sign')
      .sort()
      .map((name) => join(name, of[name] ?? ''))
      .join(between);
  const digest = (text: string, algorithm = 'sha1') => createHash(algorithm).update(text).digest('hex');
  const pairs = sorted(params, (name, value) => `${name}=${value}`, '&');
  const text = textToSign(params);
  yield { when: 'the signKey has a newline at its end', sign: () => sign(params, `${signKey}\n`) };
  yield {
    when: 'empty values are signed, too: they are left out',
    sign: () => digest(signKey + sorted(params, (name, value) => name + value)),
  };
  yield {
    when: 'values are signed as they are encoded on the wire: decode them first',
    sign: () => sign(encoded(request), signKey),
  };
  yield {
    when: 'values are decoded twice: once is right here',
    sign: () => sign(decodedTwice(request) ?? params, signKey),
  };
  yield {
    when: 'names and values are joined by "=" and "&": nothing stands between them',
    sign: () => digest(signKey + pairs),
  };
  yield { when: 'the signKey stands at the end: it goes first', sign: () => digest(text + signKey) };
  yield { when: 'the signKey stands on both sides: it goes first only', sign: () => digest(signKey + text + signKey) };
  yield { when: 'it is MD5, as at the other gateway: here it is SHA-1', sign: () => digest(signKey + text, 'md5') };
}

function encoded({ query, body }: PushRequest): Params {
  const pairs = `${query}&${body.toString('utf8')}`.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
}

function decodedTwice({ query, body }: PushRequest): Params | undefined {
  return readForm(query, body, 'double')?.params();
}

function problemsOf(params: Params, { receivedAt }: PushRequest, { developerId }: TsccConfig): string[] {
  const seconds = /^\d{9,11}$/.test(params.timestamp ?? '') ? new Date(Number(params.timestamp) * 1000) : null;
  const time = timeProblem(seconds, receivedAt, CLOCK_TOLERANCE_MS);
  return [
    ...(params.developerId === undefined ? ['developerId is missing'] : []),
    ...(params.developerId !== undefined && params.developerId !== developerId
      ? [`developerId is ${params.developerId}, the connection has ${developerId}`]
      : []),
    ...(time ? [time] : []),
  ];
}
