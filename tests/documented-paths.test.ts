import { expect, it } from 'vitest';
import { brokenPromises } from './documented-paths.ts';

const files = ['README.md', 'docs/overview.md', 'domain/money.ts', 'connectors/acme/wire.ts', 'hub/cli/start.ts'];

function broken(text: string, document = 'docs/overview.md'): string[] {
  return brokenPromises(document, text, files, ['start', 'migrate:new']);
}

it('a path that a document quotes and nobody kept is found', () => {
  expect(broken('Money is made in `domain/money.ts`, sums in `domain/sum.ts`.')).toEqual(['domain/sum.ts']);
  expect(broken('`tsx hub/cli/stop.ts now`, see [the start](../README.md) and [more](more.md)')).toEqual([
    'hub/cli/stop.ts',
    'more.md',
  ]);
});

it('folders, bare file names and placeholders count as paths, too', () => {
  expect(
    broken('`hub/cli/`, `hub/web/`, `wire.ts`, `wires.ts`, `connectors/<platform>/wire.ts`, `hub/*/start.ts`'),
  ).toEqual(['hub/web/', 'wires.ts']);
});

it('a script that is gone is found, also in a block of commands', () => {
  expect(broken('```\nnpm run start\nnpm run stop\n```\nand `npm run migrate:new first`')).toEqual(['stop']);
});

it('words, addresses, calls of other people’s servers and what is made later are left alone', () => {
  expect(
    broken('`GET order/confirm`, `order/confirm`, `a.b`, `dist/admin-ui`, [there](https://example.com/x.md)'),
  ).toEqual([]);
});
