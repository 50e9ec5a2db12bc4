import { z } from 'zod';

/** How patiently a platform delivers its pushes. */
export interface DeliverySettings {
  timeoutMs: number;
  /** Waits before the second, third … attempt. */
  retryDelaysMs: number[];
  /** The wait once `retryDelaysMs` is used up. */
  retryEveryMs: number;
  attemptsMax: number;
}

/** The fields of an app's push settings that every platform has, with the platform's own patience as defaults. */
export function deliveryShape(defaults: DeliverySettings): {
  timeoutMs: z.ZodDefault<z.ZodInt>;
  retryDelaysMs: z.ZodDefault<z.ZodArray<z.ZodInt>>;
  retryEveryMs: z.ZodDefault<z.ZodInt>;
  attemptsMax: z.ZodDefault<z.ZodInt>;
} {
  return {
    timeoutMs: z.int().min(1).max(120_000).default(defaults.timeoutMs),
    retryDelaysMs: z.array(z.int().min(0)).max(100).default(defaults.retryDelaysMs),
    retryEveryMs: z.int().min(0).default(defaults.retryEveryMs),
    attemptsMax: z.int().min(1).max(10_000).default(defaults.attemptsMax),
  };
}
