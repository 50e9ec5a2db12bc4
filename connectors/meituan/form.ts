import { ConnectorError } from '../errors.ts';
import type { Params } from './signing.ts';

/** A push has some forty fields; hundreds are somebody trying something. */
const FIELDS_MAX = 300;

/** How often the values of a push were URL-encoded. Meituan says twice; once has been seen and is accepted, too. */
export type Encoding = 'double' | 'single';

/**
 * Reads query and body as one set of parameters, decoded once.
 * @throws ConnectorError `malformed` on a repeated key, too many fields or broken percent signs.
 */
export function readForm(query: string, body: string): Params {
  const params = Object.create(null) as Record<string, string>;
  const pairs = [...split(query), ...split(body)];
  if (pairs.length > FIELDS_MAX) throw new ConnectorError('malformed', `more than ${FIELDS_MAX} parameters`);
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const key = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    // The system parameters may stand in both query and body; anything else twice would let two readers see two orders.
    if (key in params && params[key] !== value)
      throw new ConnectorError('malformed', `parameter ${key.slice(0, 40)} is repeated`);
    params[key] = value;
  }
  return params;
}

/** The second decode; null when a value cannot have been encoded twice. A plus sign is a space here as well. */
export function decodeAgain(params: Params): Params | null {
  const again = Object.create(null) as Record<string, string>;
  try {
    for (const key of Object.keys(params)) again[key] = unescape(params[key] ?? '');
  } catch {
    return null;
  }
  return again;
}

function split(text: string): string[] {
  return text === '' ? [] : text.split('&').filter((pair) => pair !== '');
}

function decode(text: string): string {
  try {
    return unescape(text);
  } catch {
    throw new ConnectorError('malformed', 'a parameter is not URL-encoded');
  }
}

/** Most values are plain digits; looking first costs a third of decoding them. @throws URIError on broken percent signs. */
function unescape(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
}
