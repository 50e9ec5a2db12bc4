import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { readSpec } from '../hub/spec.ts';

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };
type Node = Record<string, Json>;
interface Content {
  /** Operation, and the status of an answer. */
  where: string;
  media: Node;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const spec = readSpec() as unknown as Node;

const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const nodeOf = (value: Json | undefined): Node => (isNode(value) ? value : {});

/** What a `$ref` of this description leads to; anything else is itself. */
function resolved(value: Json | undefined): Node {
  const node = nodeOf(value);
  if (typeof node.$ref !== 'string') return node;
  const path = node.$ref.replace(/^#\//, '').split('/');
  return resolved(path.reduce<Json | undefined>((at, key) => nodeOf(at)[key], spec));
}

function jsonOf(where: string, holder: Json | undefined): Content[] {
  return Object.entries(nodeOf(resolved(holder).content)).flatMap(([type, media]) =>
    /[/+]json$/.test(type) ? [{ where, media: nodeOf(media) }] : [],
  );
}

const operations = [spec.paths, spec.webhooks].flatMap((group) =>
  Object.entries(nodeOf(group)).flatMap(([name, item]) =>
    METHODS.flatMap((method) => {
      const operation = nodeOf(item)[method];
      return isNode(operation)
        ? [{ id: typeof operation.operationId === 'string' ? operation.operationId : name, operation }]
        : [];
    }),
  ),
);
const requests = operations.flatMap(({ id, operation }) => jsonOf(id, operation.requestBody));
const answers = operations.flatMap(({ id, operation }) =>
  Object.entries(nodeOf(operation.responses)).flatMap(([status, answer]) => jsonOf(`${id} ${status}`, answer)),
);

function examplesOf({ media }: Content): Json[] {
  const named = Object.values(nodeOf(media.examples)).map((one) => resolved(one).value ?? null);
  return media.example === undefined ? named : [media.example, ...named];
}

/**
 * The same schema without room for what it does not name. A part of an `allOf` stays open, because its neighbours name the rest.
 * @param open leaves the outermost object as it is.
 */
function closed(schema: Json, open = false): Json {
  if (!isNode(schema)) return schema;
  const inside = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (key === 'properties')
      return [key, Object.fromEntries(Object.entries(nodeOf(value)).map(([name, one]) => [name, closed(one)]))];
    if (key === 'items' || key === 'additionalProperties') return [key, closed(value)];
    if (!Array.isArray(value)) return [key, value];
    if (key === 'allOf') return [key, value.map((one) => closed(one, true))];
    return [key, key === 'oneOf' || key === 'anyOf' ? value.map((one) => closed(one)) : value];
  });
  const known = Object.fromEntries(inside);
  return open || 'additionalProperties' in schema ? known : { ...known, unevaluatedProperties: false };
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
ajv.addFormat('date', (text) => isDay(text));
ajv.addFormat(
  'date-time',
  (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) && isDay(text.slice(0, 10)),
);

/** Of a calendar: there is no 30 February. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const schemas = nodeOf(nodeOf(spec.components).schemas);
const described = [...requests, ...answers];
ajv.addSchema({
  $id: 'spec',
  $defs: Object.fromEntries(described.map(({ media }, index) => [String(index), closed(media.schema ?? true)])),
  components: { schemas: Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, closed(one, true)])) },
});

describe('examples of the API', () => {
  test('are there for every body that is sent to it or by it', () => {
    const without = requests.filter((content) => examplesOf(content).length === 0);
    expect(without.map(({ where }) => where)).toEqual([]);
  });

  test('are there for every answer of a call that went well', () => {
    const without = answers.filter((content) => / 2\d\d$/.test(content.where) && examplesOf(content).length === 0);
    expect(without.map(({ where }) => where)).toEqual([]);
  });

  test('fit their description, and name nothing that it does not', () => {
    const wrong = described.flatMap((content, index) => {
      const examples = examplesOf(content);
      if (examples.length === 0) return [];
      const fits = ajv.getSchema(`spec#/$defs/${index}`);
      return examples.flatMap((example) => (fits?.(example) ? [] : [[content.where, ajv.errorsText(fits?.errors)]]));
    });
    expect(wrong).toEqual([]);
  });
});
