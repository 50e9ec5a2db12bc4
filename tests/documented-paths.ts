import { posix } from 'node:path';

const EXTENSION = /\.(?:cjs|css|html|js|json|md|prisma|sql|toml|ts|tsx|ya?ml)$/;
const PATH_LIKE = /^(?:\.\.\/)*[\w@.<>*-]+(?:\/[\w@.<>*-]+)*\/?$/;
/** Named in documents, made on the reader's machine. */
const MADE_LATER = /^(?:\.jiedan|dist|node_modules|prisma\/generated)(?:\/|$)/;

/**
 * What a document says is in the repository and is not: paths in backticks, relative links and `npm run` scripts.
 * @param files of the repository, relative to its root.
 */
export function brokenPromises(document: string, text: string, files: string[], scripts: string[]): string[] {
  const known = new Set([...files, ...files.flatMap(foldersOf)]);
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.split(/\s+/));
  const links = [...prose.matchAll(/\]\(([^)\s#]+)/g)].map(([, target = '']) => target);
  const missingPaths = quoted.filter((word) => isPath(word, known) && !exists(word, document, known));
  const missingLinks = links.filter((link) => !/^[a-z]+:/.test(link) && !known.has(from(document, link)));
  const asked = [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, script = '']) => script);
  return [...missingPaths, ...missingLinks, ...asked.filter((script) => !scripts.includes(script))];
}

/** A word is a path when it ends like one of our files, or starts with a folder of the root. */
function isPath(word: string, known: Set<string>): boolean {
  if (!PATH_LIKE.test(word) || MADE_LATER.test(word)) return false;
  if (EXTENSION.test(word)) return true;
  return word.includes('/') && known.has(word.split('/')[0] ?? '');
}

/** From the root, from the document's folder, or a bare file name anywhere; `<name>` and `*` stand for any name. */
function exists(word: string, document: string, known: Set<string>): boolean {
  const path = word.replace(/\/$/, '');
  const candidates = [path, from(document, path)];
  if (candidates.some((candidate) => known.has(candidate))) return true;
  const anywhere = path.includes('/') ? '' : '(?:.*/)?';
  const patterns = candidates.map((candidate) => new RegExp(`^${anywhere}${asPattern(candidate)}$`));
  return [...known].some((file) => patterns.some((pattern) => pattern.test(file)));
}

function from(document: string, path: string): string {
  return posix.join(posix.dirname(document), path).replace(/\/$/, '');
}

function asPattern(path: string): string {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return path
    .split(/<[^<>]*>|\*+/)
    .map(literal)
    .join('[^/]+');
}

function foldersOf(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
