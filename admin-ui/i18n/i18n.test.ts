import { expect, test } from 'vitest';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

type Tree = { [key: string]: string | Tree };

const sources: Record<string, string> = import.meta.glob(['../**/*.{ts,tsx}', '!../**/*.test.ts', '!./**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const code = Object.values(sources).join('\n');

/** Every key with its text, as `list.fresh_other`. */
function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const base = (key: string) => key.replace(/_(one|other)$/, '');
const chinese = flatten(zhCN);
const english = flatten(en);
const known = new Set([...chinese.keys()].flatMap((key) => [key, base(key)]));

/** Keys written out in the code, and the fixed beginnings of keys that are put together, as `reason.` of `reason.${code}`. */
function usedIn(text: string): { keys: Set<string>; beginnings: Set<string> } {
  const keys = new Set<string>();
  const beginnings = new Set<string>();
  for (const [, key] of text.matchAll(/'([a-zA-Z]+\.[a-zA-Z_]+)'/g)) if (key) keys.add(key);
  for (const [, beginning] of text.matchAll(/`([a-zA-Z]+\.[a-zA-Z_]*)\$\{/g)) if (beginning) beginnings.add(beginning);
  return { keys, beginnings };
}

test('English says everything that Chinese says, and nothing else', () => {
  expect(new Set([...english.keys()].map(base))).toEqual(new Set([...chinese.keys()].map(base)));
});

test('both languages fill in the same values', () => {
  const values = (text: string | undefined) => [...new Set((text ?? '').match(/\{\{\w+\}\}/g) ?? [])].sort();
  for (const [key, text] of chinese)
    expect({ key, values: values(english.get(key)) }).toEqual({ key, values: values(text) });
});

test('no text is empty', () => {
  for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('');
});

test('every text that the pages ask for exists', () => {
  const asked = [...code.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key ?? '');
  expect(asked.length).toBeGreaterThan(50);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});

test('no text is left over', () => {
  const { keys, beginnings } = usedIn(code);
  const isUsed = (key: string) =>
    keys.has(key) || keys.has(base(key)) || [...beginnings].some((beginning) => key.startsWith(beginning));
  expect([...chinese.keys()].filter((key) => !isUsed(key))).toEqual([]);
});
