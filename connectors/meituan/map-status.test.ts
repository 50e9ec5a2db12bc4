import { describe, expect, test } from 'vitest';
import { UnknownValueError } from '../../domain/errors.ts';
import { actorOfCancel, factOfLogistics, factOfRefund, factsOfStatus } from './map-status.ts';
import type { RefundFields } from './wire.ts';

/** Every value of Meituan's code tables (protocol notes A6), and what the hub takes it for. */
describe("Meituan's states in our words", () => {
  test.each([
    ['1', ['placed']],
    ['2', ['placed', 'paid']],
    ['3', ['placed', 'paid']],
    ['4', ['placed', 'paid', 'accepted']],
    ['6', ['placed', 'paid', 'accepted', 'shipping']],
    ['8', ['placed', 'paid', 'accepted', 'completed']],
    ['9', ['placed', 'cancelled']],
  ])('order status %s', (status, facts) => {
    expect(factsOfStatus(status)).toEqual(facts);
  });

  test.each([
    ['0', 'courier_update'],
    ['1', 'courier_update'],
    ['5', 'courier_update'],
    ['10', 'courier_update'],
    ['15', 'courier_update'],
    ['20', 'shipping'],
    ['40', 'delivered'],
    ['100', 'courier_gave_up'],
  ])('rider status %s is %s', (status, fact) => {
    expect(factOfLogistics(status)).toBe(fact);
  });

  test.each<[RefundFields, string]>([
    [{ notify_type: 'apply', res_type: '0' }, 'refund_requested'],
    [{ notify_type: 'part', res_type: '0' }, 'refund_requested'],
    [{ notify_type: 'part', res_type: '2' }, 'refund_agreed'],
    [{ notify_type: 'agree' }, 'refund_agreed'],
    [{ notify_type: 'reject' }, 'refund_refused'],
    [{ notify_type: 'cancelRefund' }, 'refund_withdrawn'],
    [{ notify_type: 'cancelRefundComplaint' }, 'refund_withdrawn'],
    [{ res_type: '0' }, 'refund_requested'],
    [{ res_type: '1' }, 'refund_refused'],
    [{ res_type: '2' }, 'refund_agreed'],
    [{ res_type: '3' }, 'refund_refused'],
    [{ res_type: '4' }, 'refund_agreed'],
    [{ res_type: '5' }, 'refund_agreed'],
    [{ res_type: '6' }, 'refund_agreed'],
    [{ res_type: '7' }, 'refund_withdrawn'],
    [{ res_type: '8' }, 'refund_withdrawn'],
    [{ refund_status: '3' }, 'refunded'],
    [{ refund_status: '4' }, 'refund_requested'],
    [{ refund_status: '13' }, 'refunded'],
    [{ refund_status: '14' }, 'refund_requested'],
    [{ status: '1', service_type: '1' }, 'refund_requested'],
    [{ status: '10', service_type: '1' }, 'refund_agreed'],
    [{ status: '10', service_type: '2' }, 'refund_requested'],
    [{ status: '11', service_type: '2' }, 'refund_refused'],
    [{ status: '16', service_type: '2' }, 'refund_requested'],
    [{ status: '17', service_type: '1' }, 'refund_agreed'],
    [{ status: '17', service_type: '2' }, 'refund_requested'],
    [{ status: '18', service_type: '2' }, 'refund_refused'],
    [{ status: '20', service_type: '2' }, 'refund_requested'],
    [{ status: '21', service_type: '2' }, 'refund_agreed'],
    [{ status: '22', service_type: '2' }, 'refund_refused'],
    [{ status: '26', service_type: '2' }, 'refund_requested'],
    [{ status: '27', service_type: '2' }, 'refund_agreed'],
    [{ status: '28', service_type: '2' }, 'refund_refused'],
    [{ status: '30', service_type: '2' }, 'refund_withdrawn'],
  ])('refund %j is %s', (fields, fact) => {
    expect(factOfRefund(fields)).toBe(fact);
  });

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
