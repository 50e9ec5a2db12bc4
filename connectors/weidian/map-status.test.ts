import { describe, expect, test } from 'vitest';
import { UnknownValueError } from '../../domain/errors.ts';
import { meaningOf } from './map-status.ts';

/** Every value that the documents list is in the conformance test. */
describe("Weidian's states in our words", () => {
  test('the number decides where a word says another thing', () => {
    expect(meaningOf({ status: 'unship_refunding', status_ori: '30', refund_status_ori: '0' })).toMatchObject({
      facts: ['placed', 'paid', 'accepted', 'shipping'],
      refund: null,
    });
  });

  test('the number of the refund decides about the refund alone', () => {
    expect(meaningOf({ status: 'accept_refunding', refund_status_ori: '2' }).refund).toBe('refunded');
  });

  test.each([
    ['a number', { status_ori: '70' }, 'status_ori'],
    ['a number from the prototype', { status_ori: 'constructor' }, 'status_ori'],
    ['a word', { status: 'frozen' }, 'status'],
    ['a word of lists', { status: 'unship' }, 'status'],
    ['nothing at all', {}, 'status'],
    ['a refund', { status_ori: '20', refund_status_ori: '9' }, 'refund_status_ori'],
  ])('%s that no document lists is not guessed', (_, told, field) => {
    const run = () => meaningOf(told);
    expect(run).toThrow(UnknownValueError);
    expect(run).toThrow(field);
  });
});
