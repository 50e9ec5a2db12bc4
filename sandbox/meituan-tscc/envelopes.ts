import { randomUUID } from 'node:crypto';
import { jsonText } from '../json-text.ts';
import type { PlatformAnswer } from '../platform.ts';

const SUCCESS = 'OP_SUCCESS';

/** The envelope of version 2, for good and bad alike; HTTP is 200 in every case. */
export function success(data: unknown, msg = 'success'): PlatformAnswer {
  return answer({ code: SUCCESS, msg, data }, 0);
}

/** The code is text, as it is in a success. */
export function failure(code: number, msg: string): PlatformAnswer {
  return answer({ code: String(code), msg, data: null }, code);
}

function answer(envelope: { code: string; msg: string; data: unknown }, code: number): PlatformAnswer {
  const body = jsonText({ ...envelope, traceId: randomUUID().replaceAll('-', '') });
  return { status: 200, contentType: 'application/json;charset=UTF-8', body, code };
}
