import { describe, expect, test } from 'vitest';
import { UnknownValueError } from '../../domain/errors.ts';
import { actorOfCancel, factOfLogistics, factOfRefund, factsOfStatus } from './map-status.ts';

/** Every value that the documents list is in the conformance test. */
describe("Meituan's states in our words", () => {
  test.each([
    ['an order status', () => factsOfStatus('5')],
    ['an order status from the prototype', () => factsOfStatus('constructor')],
    ['a rider status', () => factOfLogistics('21')],
    ['a rider status from the prototype', () => factOfLogistics('toString')],
    ['a notify type', () => factOfRefund({ notify_type: 'maybe' })],
    ['a notify type from the prototype', () => factOfRefund({ notify_type: 'valueOf' })],
    ['a result type', () => factOfRefund({ res_type: '9' })],
    ['a money result', () => factOfRefund({ refund_status: '5' })],
    ['a return status', () => factOfRefund({ status: '19' })],
    ['no status at all', () => factOfRefund({})],
  ])('%s that no document lists is not guessed', (_, run) => {
    expect(run).toThrow(UnknownValueError);
  });

  test.each([
    ['1', 'customer'],
    ['2', 'merchant'],
    ['3', 'platform'],
    ['4', 'platform'],
    ['5', 'system'],
    ['6', 'merchant'],
    ['99', 'platform'],
    [undefined, 'platform'],
  ])('a cancellation with deal_op_type %s was done by the %s', (type, actor) => {
    expect(actorOfCancel(type)).toBe(actor);
  });
});
