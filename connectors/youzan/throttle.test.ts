import { expect, test } from 'vitest';
import { throttleIsOver, waitAfterThrottle } from './throttle.ts';

test('3, 6, 12, 24 and then 48 seconds, for each shop by itself, from the start after a success', () => {
  let now = 1_000_000;
  const waits = [1, 2, 3, 4, 5, 6].map(() => {
    const waitMs = waitAfterThrottle('a', now);
    now += waitMs;
    return waitMs;
  });
  expect(waits).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 48_000]);
  expect(waitAfterThrottle('b', now)).toBe(3_000);
  throttleIsOver('a');
  expect(waitAfterThrottle('a', now)).toBe(3_000);
});
