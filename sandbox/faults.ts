import { z } from 'zod';

/**
 * What the next matching calls meet.
 * - `status` an HTTP status (default 503), `html` a log-in page with status 200, `error-code` the platform's own failure
 * - `hang` no answer at all, `slow` the true answer after `delayMs`
 * - `half` the platform acts, then the connection breaks in the middle of the answer
 * - `reset-after-acting` the platform acts, then the connection breaks before the answer
 * With `actFirst` the first four also act before they misbehave: the caller cannot know.
 */
export const faultSchema = z.strictObject({
  platform: z.string().min(1),
  path: z.string().optional(),
  orderId: z.string().optional(),
  times: z.int().min(1).max(1_000_000).default(1),
  act: z.enum(['status', 'html', 'half', 'hang', 'reset-after-acting', 'error-code', 'slow']),
  status: z.int().min(200).max(599).optional(),
  code: z.int().optional(),
  msg: z.string().optional(),
  retryAfter: z.union([z.string(), z.number()]).optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  actFirst: z.boolean().default(false),
});

export type Fault = z.infer<typeof faultSchema> & { id: number };

/** The faults waiting to be met, oldest first. */
export class FaultList {
  #faults: Fault[] = [];
  #lastId = 0;

  add(fault: z.infer<typeof faultSchema>): Fault {
    const added = { ...fault, id: ++this.#lastId };
    this.#faults.push(added);
    return { ...added };
  }

  /** Takes one use of the oldest fault that matches the call. */
  take(platform: string, call: { path: string; orderId?: string }): Fault | undefined {
    const fault = this.#faults.find(
      (candidate) =>
        candidate.platform === platform &&
        (candidate.path === undefined || candidate.path === call.path) &&
        (candidate.orderId === undefined || candidate.orderId === call.orderId),
    );
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return fault;
  }

  list(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#faults = [];
  }
}
