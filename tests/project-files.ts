import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Made by tools or installed, never committed, therefore nobody's style. */
const NOT_OURS = /^(?:\.git|\.jiedan|dist|node_modules|prisma\/generated)$/;
const TEXT = /\.(?:cjs|css|html|js|json|md|mjs|prisma|sh|sql|svg|toml|ts|tsx|txt|ya?ml)$/;

/** Every file of the project, relative to its root with forward slashes. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (NOT_OURS.test(path)) return [];
    if (entry.isDirectory()) return projectFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Those that people read: by extension, or without any, like Dockerfile and .ci/run. */
export function isText(path: string): boolean {
  return TEXT.test(path) || extname(path) === '' || /(?:^|\/)\.[^/]+$/.test(path);
}

export function isCode(path: string): boolean {
  return /\.(?:cjs|js|mjs|ts|tsx)$/.test(path) && !path.startsWith('openapi/generated/');
}

export function isTest(path: string): boolean {
  return (
    path.startsWith('tests/') || /\.(?:test|e2e)\.ts$|-for-tests\.ts$|^connectors\/conformance[^/]*\.ts$/.test(path)
  );
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Lines that match, as `path:line text`, so that a failing test says where to look. */
export function linesWith(pattern: RegExp, paths: string[]): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 120)}`] : [])),
  );
}
