import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readSpec } from '../hub/spec.ts';
import { makePostman } from './make-postman.ts';

interface Item {
  name: string;
  item?: Item[];
  request?: {
    method: string;
    url: { path: string[]; host: string[]; variable: { key: string }[] };
    body?: { raw: string } | Record<string, never>;
  };
}
interface Collection {
  info: { schema: string };
  variable: { key: string }[];
  item: Item[];
}

const GENERATED = fileURLToPath(new URL('./generated/postman-collection.json', import.meta.url));
const SPEC = fileURLToPath(new URL('./openapi.yaml', import.meta.url));

const requests = (items: readonly Item[]): NonNullable<Item['request']>[] =>
  items.flatMap(({ item, request }) => (request ? [request] : requests(item ?? [])));

describe('the collection for Postman', async () => {
  const text = await readFile(GENERATED, 'utf8');
  const collection = JSON.parse(text) as Collection;
  const all = requests(collection.item);

  test('has every operation of the API once', () => {
    const described = Object.entries(readSpec().paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const asked = all.map(({ method, url }) => `${method} /${url.path.join('/').replace(/:(\w+)/g, '{$1}')}`);
    expect(asked.sort()).toEqual(described.sort());
  });

  test('asks for hub and key once, names what is in a path, and has bodies that can be sent', () => {
    expect(collection.info.schema).toContain('v2.1.0');
    expect(collection.variable.map(({ key }) => key)).toEqual(['baseUrl', 'apiKey']);
    for (const { url, body } of all) {
      expect(url.host).toEqual(['{{baseUrl}}']);
      const named = url.path.filter((part) => part.startsWith(':')).map((part) => part.slice(1));
      expect(url.variable.map(({ key }) => key)).toEqual(named);
      if (body && 'raw' in body) expect(JSON.parse(body.raw)).toBeTypeOf('object');
    }
  });

  test('is the same whenever it is made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jiedan-postman-'));
    await makePostman(SPEC, join(folder, 'again.json'));
    expect(await readFile(join(folder, 'again.json'), 'utf8')).toBe(text);
    await rm(folder, { recursive: true });
  });
});
