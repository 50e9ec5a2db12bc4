import { readFileSync, writeFileSync } from 'node:fs';
import { convert } from 'openapi-to-postmanv2';
import { parse } from 'yaml';

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

const NAME = 'jiedan';

/**
 * OpenAPI -> a collection for Postman (v2.1) with a folder for each tag. What the converter draws by lot (ids) and examples of answers
 * are left out: the same description gives the same file. @param specFile, output paths
 */
export async function makePostman(specFile: string, output: string): Promise<void> {
  const data = parse(readFileSync(specFile, 'utf8')) as object;
  const options = {
    folderStrategy: 'Tags',
    requestParametersResolution: 'Example',
    optimizeConversion: false,
  } as const;
  const collection = await new Promise<Json>((resolve, reject) => {
    convert({ type: 'json', data }, options, (error, result) => {
      const made = result?.output?.[0]?.data as Json | undefined;
      if (made) resolve(made);
      else reject(new Error(`the API's description cannot be converted: ${error?.message ?? result?.reason ?? ''}`));
    });
  });
  const { item = [], info: { description = '' } = {} } = collection as {
    item?: Json;
    info?: { description?: Json };
  };
  const written = {
    info: {
      name: NAME,
      description,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{apiKey}}', type: 'string' }] },
    variable: [
      { key: 'baseUrl', value: 'http://localhost:3000/api/v1' },
      { key: 'apiKey', value: '' },
    ],
    item: withoutLots(item),
  } as Json;
  writeFileSync(output, `${JSON.stringify(written, null, 1)}\n`);
}

/** Ids, and values that the converter invents where the description has no example: those are the caller's to fill in. */
function withoutLots(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutLots);
  if (typeof value !== 'object' || value === null) return value;
  const isItem = 'request' in value;
  const kept = Object.entries(value).filter(([key, inner]) => {
    if (key === '_postman_id' || (key === 'id' && typeof inner === 'string')) return false;
    return !(isItem && (key === 'response' || key === 'event'));
  });
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, OPEN.has(key) ? toFillIn(key, inner) : withoutLots(inner)]),
  );
}

const OPEN = new Set(['query', 'header', 'variable']);
const KNOWN_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json',
  Accept: 'application/json',
  'Idempotency-Key': '{{$guid}}',
};

function toFillIn(where: string, parameters: Json): Json {
  if (!Array.isArray(parameters)) return withoutLots(parameters);
  return parameters.map((parameter) => {
    const { key = '', description = null } = parameter as { key?: string; description?: Json };
    const known = where === 'header' ? KNOWN_HEADERS[key] : undefined;
    const isOptional = where !== 'variable' && known === undefined;
    return {
      key,
      value: known ?? '',
      ...(isOptional ? { disabled: true } : {}),
      ...(description === null ? {} : { description }),
    };
  });
}
