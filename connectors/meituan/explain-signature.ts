import type { PushRequest } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import {
  addressVariants,
  compareSignatures,
  type SignatureExplanation,
  timeProblem,
  type WrongWay,
} from '../signature-explanation.ts';
import type { MeituanConfig } from './config.ts';
import { readForm } from './form.ts';
import { CLOCK_TOLERANCE_MS } from './receive.ts';
import { type Params, sign } from './signing.ts';

/** How often values may have been decoded, the right number of a push first. */
const DECODINGS = ['twice', 'once', 'not at all'] as const;
type Decoded = (typeof DECODINGS)[number];

/** Calls and pushes are signed alike; in pushes values are encoded twice on the wire, in calls once (A2). @throws ConnectorError `malformed` */
export function explainSignature(request: PushRequest, config: MeituanConfig): SignatureExplanation[] {
  const readings = readingsOf(request);
  const [usual] = readings;
  if (!usual) throw new ConnectorError('malformed', 'the request has no parameters that can be read');
  const { registeredUrl: url } = request;
  const given = usual.params.sig ?? null;
  // Nobody has signed it yet: it is a call that somebody is about to make, and those are encoded once.
  const unsigned = given === null ? readings.find(({ decoded }) => decoded === 'once') : undefined;
  const right = readings.find(
    ({ decoded, params }) => decoded !== 'not at all' && isSame(given, sign(url, params, config.secret)),
  );
  const { params, decoded } = right ?? unsigned ?? usual;
  const expected = sign(url, params, config.secret);
  const names = Object.keys(params).sort();
  const signed = names.filter((name) => name !== 'sig');
  const compared = compareSignatures(expected, given, wrongWays(url, readings, config.secret));
  return [
    {
      name: 'sig',
      rule: 'MD5 of the address as called, "?", key=value sorted by key and joined by "&" with raw values, and the secret (A2)',
      taken: [
        { name: 'address', value: url, from: 'the address' },
        ...signed.map((name) => ({ name, value: params[name] ?? '', from: `parameter, values decoded ${decoded}` })),
      ],
      leftOut: [
        { name: 'sig', why: 'the signature itself is never signed' },
        ...(request.headers['content-type'] ? [{ name: 'headers', why: 'no header is signed' }] : []),
      ],
      toSign: [`${url}?${signed.map((name) => `${name}=${params[name]}`).join('&')}`, { secret: config.secret }],
      algorithm: 'MD5, lower-case hex',
      goesInto: 'the parameter sig',
      ...compared,
      problems: [...compared.problems, ...problemsOf(params, request, config)],
    },
  ];
}

interface Reading {
  decoded: Decoded;
  params: Params;
}

function readingsOf({ method, query, body }: PushRequest): Reading[] {
  const text = method === 'POST' ? body : Buffer.alloc(0);
  return DECODINGS.flatMap((decoded): Reading[] => {
    if (decoded === 'not at all') return [{ decoded, params: undecoded(`${query}&${text.toString('utf8')}`) }];
    const form = readForm(query, text, decoded === 'twice' ? 'double' : 'single');
    return form ? [{ decoded, params: form.params() }] : [];
  }).filter(({ params }) => Object.keys(params).length > 0);
}

function undecoded(text: string): Params {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
}

const decodingMistakes: Record<Decoded, string> = {
  twice: '',
  once: 'values are decoded once only',
  'not at all': 'values are signed as they are encoded on the wire: decode them first',
};

function* wrongWays(url: string, readings: readonly Reading[], secret: string): Generator<WrongWay> {
  for (const { when, address } of [{ when: '', address: url }, ...addressVariants(url)]) {
    for (const { decoded, params } of readings) {
      const mistakes = [when, decodingMistakes[decoded]].filter((words) => words !== '');
      const and = (...more: string[]) => [...mistakes, ...more].join(' and ');
      const filled = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ''));
      const { app_id: _, ...anonymous } = params;
      yield { when: and(), sign: () => sign(address, params, secret) };
      yield { when: and('the secret has a newline at its end'), sign: () => sign(address, params, `${secret}\n`) };
      yield { when: and('empty values are left out: they stay, as "key="'), sign: () => sign(address, filled, secret) };
      yield { when: and('app_id is not signed'), sign: () => sign(address, anonymous, secret) };
    }
  }
}

function problemsOf(params: Params, { receivedAt }: PushRequest, { app_id }: MeituanConfig): string[] {
  const seconds = /^\d{9,11}$/.test(params.timestamp ?? '') ? new Date(Number(params.timestamp) * 1000) : null;
  const time = timeProblem(seconds, receivedAt, CLOCK_TOLERANCE_MS);
  return [
    ...(params.app_id === undefined ? ['app_id is missing'] : []),
    ...(params.app_id !== undefined && params.app_id !== app_id
      ? [`app_id is ${params.app_id}, the connection has ${app_id}`]
      : []),
    ...(time ? [time] : []),
  ];
}

function isSame(given: string | null, expected: string): boolean {
  return given?.toLowerCase() === expected;
}
