import { useTranslation } from 'react-i18next';
import type { Progress } from '../api/order-commands.ts';
import type {
  Action,
  Command,
  CourierCode,
  OrderSummary,
  PartRefundReason,
  RealPhoneReason,
  ReasonCode,
  RefuseReason,
  RejectReason,
  ShipBy,
} from '../api/types.ts';
import { usePlatformName } from './PlatformMark.tsx';

/** Why a clerk may reject, in the order of how often it happens. */
export const REJECT_REASONS = [
  'sold_out',
  'too_busy',
  'closed',
  'unreachable_address',
  'customer_asked',
  'other',
] as const satisfies RejectReason[];

/** Why a clerk may refuse a refund, in the order of how often it happens. */
export const REFUSE_REASONS = [
  'already_made',
  'already_shipped',
  'nothing_wrong',
  'settled_otherwise',
  'other',
] as const satisfies RefuseReason[];

/** Why a shop pays some goods back, in the order of how often it happens. */
export const PART_REFUND_REASONS = [
  'sold_out',
  'missing',
  'damaged',
  'settled_with_customer',
  'other',
] as const satisfies PartRefundReason[];

/** Why somebody asks for a customer's own number, in the order of how often it happens. */
export const REAL_PHONE_REASONS = [
  'privacy_number_down',
  'customer_unreachable',
  'address_unclear',
] as const satisfies RealPhoneReason[];

/** How far a rider is before the goods are with him, as events tell it. */
export const COURIER_STEPS = ['asked', 'held', 'taken', 'at_shop'] as const;

/** Parcel services, the most used first. */
export const COURIERS = [
  'shunfeng',
  'zhongtong',
  'yuantong',
  'yunda',
  'shentong',
  'jitu',
  'jingdong',
  'ems',
  'youzheng',
  'debang',
  'other',
] as const satisfies CourierCode[];

/** How the platform lets an order be shipped. */
export function shipWaysOf(order: OrderSummary): ShipBy[] {
  return order.allowedActions.find(({ action }) => action === 'ship')?.shipBy ?? [];
}

/** Why an action is not allowed, or null when it is. */
export function useReasonText(order: OrderSummary, action: Action): string | null {
  const words = useReasonWords();
  const entry = order.allowedActions.find((allowed) => allowed.action === action);
  if (entry?.allowed) return null;
  return words(entry?.reasonCode, order.platform);
}

/** The hub's own reason why a command ended undone; null where the platform said no in its own words. */
function ownReason({ code, message }: { code: string | null; message: string | null }): ReasonCode | null {
  return code === null && message !== null ? (message as ReasonCode) : null;
}

/** What is said about a command that ended undone: the hub's reason, or the platform's code and words. */
export function useCommandWords(): (command: Command, platform: string) => string | null {
  const reason = useReasonWords();
  return ({ platformCode, platformMessage }, platform) => {
    const own = ownReason({ code: platformCode, message: platformMessage });
    if (own) return reason(own, platform);
    return platformMessage && platformCode ? `${platformMessage} (${platformCode})` : platformMessage;
  };
}

function useReasonWords(): (code: ReasonCode | undefined, platform: string) => string {
  const { t } = useTranslation();
  const platformName = usePlatformName();
  return (code, platform) => t(`reason.${code ?? 'unknown'}`, { platform: platformName(platform) });
}

/** How the last press is going, in words; null when there is nothing to say. */
export function useProgressText(order: OrderSummary, progress: Progress | undefined): string | null {
  const { t } = useTranslation();
  const platform = usePlatformName()(order.platform);
  const reason = useReasonWords();
  if (!progress) return null;
  switch (progress.step) {
    case 'waiting':
      return t('undo.waiting', { action: t(`action.${progress.ask.action}`) });
    case 'sending':
      return t(`progress.sending_${progress.ask.action}`);
    case 'checking':
      return t('progress.checking');
    case 'done':
      return t(`progress.done_${progress.ask.action}`);
    case 'refused': {
      const own = ownReason(progress);
      if (own) return t('progress.failedRule', { reason: reason(own, order.platform) });
      const message = progress.message ?? progress.code;
      return message ? t('progress.refused', { platform, message }) : t('progress.refusedNoWords', { platform });
    }
    case 'failed': {
      const { status, problem } = progress.error;
      if (status === 0) return t('progress.failedOffline');
      if (problem?.reasonCode) return t('progress.failedRule', { reason: reason(problem.reasonCode, order.platform) });
      if (status === 403) return t('progress.failedForbidden');
      if (status === 503 || status === 429) return t('progress.failedBusy');
      return t('progress.failedOther', { requestId: problem?.requestId ?? status });
    }
  }
}
