import { useTranslation } from 'react-i18next';

const KINDS = [
  'order-placed',
  'order-paid',
  'order-confirmed',
  'order-completed',
  'order-cancelled',
  'refund',
  'part-refund',
  'refund-result',
  'logistics',
  'shop-status',
  'detail',
] as const;

/** Names what the platform wanted to tell. Connectors may bring new kinds before these pages know them. */
export function useKindText(): (kind: string) => string {
  const { t } = useTranslation();
  return (kind) => {
    const known = KINDS.find((name) => name === kind);
    return known ? t(`messageKind.${known}`) : kind;
  };
}
