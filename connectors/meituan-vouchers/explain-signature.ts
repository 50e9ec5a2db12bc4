import { MalformedError } from '../../domain/errors.ts';
import { parseBeijing } from '../beijing-time.ts';
import type { PushRequest } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { compareSignatures, type SignatureExplanation, timeProblem, type WrongWay } from '../signature-explanation.ts';
import type { VoucherConfig } from './config.ts';
import { pairsToSign, type Params, sign } from './signing.ts';

/** **?** How far clocks may differ is not documented. */
const CLOCK_TOLERANCE_MS = 600_000;
const FIXED: Params = { format: 'json', v: '1', sign_method: 'MD5' };

/** @throws ConnectorError `malformed` when the request has no parameters. */
export function explainSignature(request: PushRequest, config: VoucherConfig): SignatureExplanation[] {
  const { app_secret: secret } = config;
  const form = request.method === 'POST' ? request.body.toString('utf8') : '';
  const pairs = [...new URLSearchParams(request.query), ...new URLSearchParams(form)];
  if (pairs.length === 0) throw new ConnectorError('malformed', 'the request has no parameters that can be read');
  const params: Params = Object.fromEntries(pairs);
  const names = Object.keys(params)
    .filter((name) => name !== 'sign')
    .sort();
  const compared = compareSignatures(sign(params, secret), params.sign ?? null, wrongWays(params, secret));
  return [
    {
      name: 'sign',
      rule: 'MD5 of the secret, k1v1k2v2… sorted by key with raw values, and the secret again (C)',
      taken: names.map((name) => ({ name, value: params[name] ?? '', from: 'parameter, value decoded once' })),
      leftOut: [{ name: 'sign', why: 'the signature itself is never signed' }],
      toSign: [{ secret }, pairsToSign(params), { secret }],
      algorithm: 'MD5, lower-case hex',
      goesInto: 'the parameter sign',
      ...compared,
      problems: [...compared.problems, ...problemsOf(params, request.receivedAt, config)],
    },
  ];
}

function* wrongWays(params: Params, secret: string): Generator<WrongWay> {
  const filled = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ''));
  const encoded = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, encodeURIComponent(value)]));
  const { session: _, ...withoutSession } = params;
  yield { when: 'the secret has a newline at its end', sign: () => sign(params, `${secret}\n`) };
  yield { when: 'empty values are left out', sign: () => sign(filled, secret) };
  yield {
    when: 'values are signed as they are encoded on the wire: decode them first',
    sign: () => sign(encoded, secret),
  };
  yield { when: 'the session is not signed', sign: () => sign(withoutSession, secret) };
}

function problemsOf(params: Params, receivedAt: Date, { app_key }: VoucherConfig): string[] {
  const time = timeProblem(momentOf(params.timestamp), receivedAt, CLOCK_TOLERANCE_MS);
  const missing = ['app_key', 'session', 'timestamp', ...Object.keys(FIXED)].filter(
    (name) => params[name] === undefined,
  );
  const other = params.app_key !== undefined && params.app_key !== app_key;
  return [
    ...missing.map((name) => `${name} is missing`),
    ...(other ? [`app_key is ${params.app_key}, the connection has ${app_key}`] : []),
    ...Object.entries(FIXED).flatMap(([name, value]) =>
      params[name] === undefined || params[name] === value ? [] : [`${name} is ${params[name]} instead of ${value}`],
    ),
    ...(time && params.timestamp !== undefined ? [time] : []),
  ];
}

function momentOf(text: string | undefined): Date | null {
  try {
    return text === undefined ? null : parseBeijing(text);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}
