import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../harness.ts';
import { ROOT } from '../project-files.ts';

let own: Awaited<ReturnType<typeof createDatabase>>;
let superuser: pg.Client;
let folder: string;
const secretKey = randomBytes(32).toString('base64');
beforeAll(async () => {
  own = await createDatabase();
  superuser = new pg.Client({ connectionString: own.url });
  await superuser.connect();
  folder = mkdtempSync(join(tmpdir(), 'operator-'));
});
afterAll(async () => {
  await superuser.end();
  await own.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The command line as an operator calls it, beside a database of somebody's own. */
function jiedan(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: own.url,
    JIEDAN_SECRET_KEY: secretKey,
    PUBLIC_URL: 'https://hub.example',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'hub/cli/jiedan.js'), ...args], { env }, (error, out, err) =>
      resolve({ code: error ? 1 : 0, out, err }),
    );
  });
}

test('an operator makes a first owner, resets a password and puts somebody out, and the record tells it', async () => {
  const email = `${randomUUID()}@test.example`;
  const made = await jiedan('user', 'create', '--merchant', '新店', '--email', email, '--name', '店主');
  expect(made.out).toMatch(/https:\/\/hub\.example\/password#[\w-]{43}\n/);
  const again = await jiedan('user', 'create', '--merchant', '新店', '--email', email, '--name', '店主');
  expect([again.code, again.err]).toEqual([1, `jiedan: somebody has the address ${email} already\n`]);
  expect((await jiedan('user', 'reset', '--email', email)).out).toContain('/password#');
  expect((await jiedan('user', 'disable', '--email', email)).out).toBe(`${email} is disabled\n`);
  expect((await jiedan('user', 'list')).out).toBe(`新店\t${email}\towner\tdisabled\n`);
  const anchor = join(folder, 'anchor.json');
  expect((await jiedan('audit', 'anchor', '--out', anchor)).code).toBe(0);
  expect((await jiedan('audit', 'verify', '--anchor', anchor)).out).toMatch(/: 3 entries, whole\n$/);
  await superuser.query(
    "SET session_replication_role = 'replica'; UPDATE audit_entries SET act = 'x' WHERE sequence = 2",
  );
  const broken = await jiedan('audit', 'verify');
  expect([broken.code, broken.out]).toEqual([1, expect.stringMatching(/: entry 2 was changed\n$/)]);
}, 120_000);
