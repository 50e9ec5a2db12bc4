import { describe, expect, test } from 'vitest';
import { UnknownValueError } from '../../domain/errors.ts';
import {
  actorOfClose,
  asksForOrder,
  closedByRefund,
  factOfRefund,
  factOfRefundState,
  factsOfStatus,
  statusOfType,
} from './map-status.ts';

/** Every value of the protocol notes 4 and 6, and what the hub takes it for. */
describe("Youzan's states in our words", () => {
  test.each([
    ['WAIT_BUYER_PAY', ['placed']],
    ['TRADE_PAID', ['placed', 'paid']],
    ['WAIT_CONFIRM', ['placed', 'paid']],
    ['WAIT_SELLER_SEND_GOODS', ['placed', 'paid', 'accepted']],
    ['WAIT_BUYER_CONFIRM_GOODS', ['placed', 'paid', 'accepted', 'shipping']],
    ['TRADE_BUYER_SIGNED', ['placed', 'paid', 'accepted', 'shipping']],
    ['TRADE_SUCCESS', ['placed', 'paid', 'accepted', 'completed']],
    ['TRADE_CLOSED', ['placed', 'cancelled']],
    ['TRADE_CLOSE', ['placed', 'cancelled']],
  ])('order status %s', (status, facts) => {
    expect(factsOfStatus(status)).toEqual(facts);
  });

  test.each([
    ['trade_TradeCreate', 'WAIT_BUYER_PAY'],
    ['trade_TradePaid', 'TRADE_PAID'],
    ['trade_TradeBuyerPay', 'WAIT_SELLER_SEND_GOODS'],
    ['trade_TradeSellerShip', 'WAIT_BUYER_CONFIRM_GOODS'],
    ['trade_TradeSuccess', 'TRADE_SUCCESS'],
    ['trade_TradeClose', 'TRADE_CLOSED'],
  ])('push %s announces %s', (type, status) => {
    expect(statusOfType(type)).toBe(status);
  });

  test('news that say nothing but "look again"', () => {
    for (const type of [
      'trade_TradeMemoModified',
      'trade_MessagesTheChangeAddresses',
      'TRADE_ORDER_REFUND',
      'TRADE_ORDER_EXPRESS',
    ])
      expect(asksForOrder(type)).toBe(true);
    expect(asksForOrder('trade_TradeClose')).toBe(false);
  });

  test.each([
    ['trade_refund_BuyerCreated', 'refund_requested'],
    ['trade_refund_RefundSellerAgree', 'refund_agreed'],
    ['trade_refund_RefundSuccess', 'refunded'],
    ['trade_refund_RefundClosed', 'refund_withdrawn'],
    ['trade_refund_SysRefund', 'refunded'],
    ['youzan_trade_RefundCreated', 'refund_requested'],
    ['youzan_trade_RefundSellerAgree', 'refund_agreed'],
    ['youzan_trade_RefundSuccess', 'refunded'],
    ['youzan_trade_RefundClosed', 'refund_withdrawn'],
  ])('refund push %s is %s, whatever its status says', (type, fact) => {
    expect(factOfRefund(type, 'SELLER_REFUSE_BUYER', 'REFUND_ONLY')).toBe(fact);
  });

  test.each([
    ['WAIT_SELLER_AGREE', 'refund_requested'],
    ['WAIT_BUYER_RETURN_GOODS', 'refund_agreed'],
    ['WAIT_SELLER_CONFIRM_GOODS', 'refund_agreed'],
    ['SELLER_REFUSE_BUYER', 'refund_refused'],
    ['SELLER_REFUSE_BUYER_RETURN_GOODS', 'refund_refused'],
    ['CLOSED', 'refund_withdrawn'],
    ['SUCCESS', 'refunded'],
  ])('a refund push of a type of tomorrow with status %s is %s', (status, fact) => {
    expect(factOfRefund('youzan_trade_RefundTomorrow', status, undefined)).toBe(fact);
  });

  test('an exchange ends without money', () => {
    expect(factOfRefund('youzan_trade_RefundSuccess', 'SUCCESS', 'EXCHANGE_GOODS_FLOW')).toBe('refund_withdrawn');
    expect(factOfRefund('youzan_trade_RefundCreated', undefined, 'EXCHANGE_GOODS_FLOW')).toBe('refund_requested');
  });

  test.each([
    ['1', 'refund_requested'],
    ['10', 'refund_refused'],
    ['20', 'refund_agreed'],
    ['30', 'refund_agreed'],
    ['40', 'refund_refused'],
    ['50', 'refund_withdrawn'],
    ['60', 'refunded'],
  ])('refund state %s of a described order is %s', (state, fact) => {
    expect(factOfRefundState(state)).toBe(fact);
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
