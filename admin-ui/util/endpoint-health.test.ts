import { expect, test } from 'vitest';
import { endpointHealth } from './endpoint-health.ts';

const AT = '2026-11-25T12:00:00Z';
const well = { state: 'enabled', disabledReason: null, failingSince: null, lastSuccessAt: AT } as const;

test('an endpoint that takes its messages is green, one that has had none is not called so', () => {
  expect(endpointHealth(well)).toEqual({ tone: 'good', word: 'well' });
  expect(endpointHealth({ ...well, lastSuccessAt: null })).toEqual({ tone: 'off', word: 'fresh' });
});

test('failing now goes before an earlier success', () => {
  expect(endpointHealth({ ...well, failingSince: AT })).toEqual({ tone: 'warn', word: 'stumbling' });
});

test('a disabled one says whether a person did it or its failures', () => {
  const off = { ...well, state: 'disabled', failingSince: AT } as const;
  expect(endpointHealth({ ...off, disabledReason: 'person' })).toEqual({ tone: 'off', word: 'person' });
  expect(endpointHealth({ ...off, disabledReason: 'gone' })).toEqual({ tone: 'bad', word: 'gone' });
  expect(endpointHealth({ ...off, disabledReason: 'failing' })).toEqual({ tone: 'bad', word: 'failing' });
});
