import type { z } from 'zod';

/** A refusal on the control port: `status` is the HTTP status, the message is written for the person who asked. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Parses a body of the control port; a wrong one becomes a 400 that names each wrong field. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw new ControlError(400, reasons.join('; '));
}

/** The query `since` of an order list: Unix seconds, or a date and time as ISO 8601; 0 when left out. */
export function sinceSeconds(since: unknown): number {
  if (since === undefined || since === '') return 0;
  const text = typeof since === 'string' ? since : '';
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.floor(Date.parse(text) / 1_000);
  if (Number.isNaN(seconds)) throw new ControlError(400, 'since must be Unix seconds or an ISO 8601 time');
  return seconds;
}
