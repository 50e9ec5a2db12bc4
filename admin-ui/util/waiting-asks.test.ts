import { expect, test } from 'vitest';
import { sortLeftBehind } from './waiting-asks.ts';
import type { WaitingAsk } from './waiting-asks.ts';

const NOW = 1_000_000_000;
const ask = (key: string, ageMs: number, personId = 'wang'): WaitingAsk => ({
  orderId: key,
  number: key,
  action: 'accept',
  key,
  sendAt: NOW - ageMs,
  personId,
});
const keys = (asks: WaitingAsk[]) => asks.map(({ key }) => key);

test('what a closed tab left is sent by its person, told when it is old or of somebody else, and left to a tab that lives', () => {
  const left = [
    ask('a minute', 60_000),
    ask('an hour', 3_600_000),
    ask('of somebody else', 60_000, 'li'),
    ask('about to go', -2_000),
    ask('just gone', 1_000),
  ];
  const { toSend, toTell, later } = sortLeftBehind(left, 'wang', NOW);
  expect(keys(toSend)).toEqual(['a minute']);
  expect(keys(toTell)).toEqual(['an hour', 'of somebody else']);
  expect(keys(later)).toEqual(['about to go', 'just gone']);
});
