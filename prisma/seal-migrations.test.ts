import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sealMigrations } from './seal-migrations.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jiedan-seal-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

function sealed(): string[] {
  return Object.keys(JSON.parse(readFileSync(join(folder, 'checksums.json'), 'utf8')) as object);
}

it('a new migration is sealed once, and again changes nothing', () => {
  write('20260101000000_one', 'SELECT 1;');
  expect(sealMigrations(folder)).toEqual(['20260101000000_one']);
  write('20260102000000_two', 'SELECT 2;');
  expect(sealMigrations(folder)).toEqual(['20260102000000_two']);
  expect(sealMigrations(folder)).toEqual([]);
  expect(sealed()).toEqual(['20260101000000_one', '20260102000000_two']);
});

it('an edited or removed migration cannot be sealed over', () => {
  write('20260101000000_one', 'SELECT 1;');
  sealMigrations(folder);
  write('20260101000000_one', 'SELECT 2;');
  expect(() => sealMigrations(folder)).toThrow('20260101000000_one has changed');
  rmSync(join(folder, '20260101000000_one'), { recursive: true });
  expect(() => sealMigrations(folder)).toThrow('20260101000000_one has changed');
});
