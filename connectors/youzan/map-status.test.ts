import { describe, expect, test } from 'vitest';
import { UnknownValueError } from '../../domain/errors.ts';
import { actorOfClose, closedByRefund, factOfRefund, factOfRefundState, factsOfStatus } from './map-status.ts';

/** Every value that the documents list is in the conformance test. */
describe("Youzan's states in our words", () => {
  test('an exchange ends without money', () => {
    expect(factOfRefund('youzan_trade_RefundSuccess', 'SUCCESS', 'EXCHANGE_GOODS_FLOW')).toBe('refund_withdrawn');
    expect(factOfRefund('youzan_trade_RefundCreated', undefined, 'EXCHANGE_GOODS_FLOW')).toBe('refund_requested');
  });

  test.each([
    ['an order status', () => factsOfStatus('TRADE_REFUND')],
    ['an order status from the prototype', () => factsOfStatus('constructor')],
    ['a refund type', () => factOfRefund('youzan_trade_RefundX', undefined, undefined)],
    ['a refund status from the prototype', () => factOfRefund('valueOf', 'toString', undefined)],
    ['a refund state', () => factOfRefundState('70')],
    ['a refund state from the prototype', () => factOfRefundState('__proto__')],
  ])('%s that no document lists is not guessed', (_, run) => {
    expect(run).toThrow(UnknownValueError);
  });

  test('an order that was closed by a refund is a refunded one', () => {
    expect(['2', '6', '22'].map(closedByRefund)).toEqual([true, true, true]);
    expect([undefined, '0', '1', '3', '4', '5', '10', '30'].map(closedByRefund).includes(true)).toBe(false);
  });

  test.each([
    ['1', 'system'],
    ['2', 'platform'],
    ['3', 'platform'],
    ['4', 'customer'],
    ['5', 'merchant'],
    ['10', 'merchant'],
    ['17', 'merchant'],
    ['30', 'merchant'],
    ['99', 'platform'],
    [undefined, 'platform'],
  ])('an order closed for %s was closed by the %s', (type, actor) => {
    expect(actorOfClose(type)).toBe(actor);
  });
});
