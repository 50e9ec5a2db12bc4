import { createRequire } from 'node:module';

interface PatternOptions {
  sensitive?: boolean;
  strict?: boolean;
  end?: boolean;
  trailing?: boolean;
}

interface PatternLibrary {
  pathToRegexp(path: string, options?: PatternOptions): unknown;
}

/** The validator's own copy is meant, whichever version it brings. */
const LIBRARY = 'path-to-regexp';

/**
 * Has each route's pattern compiled once. The validator of the API's description looks for a request's route by compiling the pattern of
 * every route before it, at every request: a tenth of what a list costs. It and the router ask this library, which keeps nothing.
 */
export function compilePatternsOnce(): void {
  const require = createRequire(createRequire(import.meta.url).resolve('express-openapi-validator'));
  const library = require(LIBRARY) as PatternLibrary;
  const compile = library.pathToRegexp;
  const compiled = new Map<string, unknown>();
  library.pathToRegexp = (path, options = {}) => {
    const { sensitive, strict, end, trailing } = options;
    const key = `${path} ${sensitive} ${strict} ${end} ${trailing}`;
    const known = compiled.get(key);
    if (known) return known;
    const pattern = compile(path, options);
    compiled.set(key, pattern);
    return pattern;
  };
}
