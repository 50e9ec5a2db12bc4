import { z } from 'zod';
import { optional, text } from '../wire-format.ts';

/** Numbers stand as numbers or as text; `readJson` makes both a text. */
export const integer = z.string().regex(/^-?\d{1,19}$/);
/** Numbers of 19 digits: text in answers, bare digits in pushes. */
export const id = z.string().regex(/^[\w-]{1,64}$/);
/** Fen, not below nothing. */
export const fen = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
/** Unix seconds; WeChat writes "not yet" as 0. */
export const moment = z.preprocess(
  (value) => (value === '' || value === null || value === '0' ? undefined : value),
  z
    .string()
    .regex(/^\d{9,11}$/)
    .transform((seconds) => new Date(Number(seconds) * 1000))
    .optional(),
);

/** All answers, with HTTP 200 each; some leave both out when all is well (protocol notes, head). */
export const envelope = z.looseObject({ errcode: optional(integer), errmsg: optional(text) });

export const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,1024}$/),
  expires_in: z.string().regex(/^[1-9]\d{0,5}$/),
});

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
