import type { PlatformAnswer } from '../platform.ts';
import type { WeidianApp } from './apps.ts';

/** `{status, result}` with HTTP 200, dressed as the app's settings say; writing calls have no result. */
export function success(app: WeidianApp | undefined, result?: unknown): PlatformAnswer {
  return envelope(app, { status: { status_code: 0, status_reason: 'success' }, result }, 0);
}

export function failure(app: WeidianApp | undefined, code: number, reason: string): PlatformAnswer {
  return envelope(app, { status: { status_code: code, status_reason: reason } }, code);
}

function envelope(app: WeidianApp | undefined, content: unknown, code: number): PlatformAnswer {
  const asHtml = app?.html === 'always' || (app?.html === 'errors' && code !== 0);
  const text = JSON.stringify(content);
  return {
    status: 200,
    contentType: asHtml ? 'text/html;charset=utf-8' : 'application/json;charset=utf-8',
    body: app?.doubleEncoded ? JSON.stringify(text) : text,
    code,
  };
}
