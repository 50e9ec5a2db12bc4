import { formatMoney } from '../util/money.ts';

/** The one way an amount is shown. */
export function Money({ minor, currency }: { minor: number; currency: string }) {
  return <span className="tabular">{formatMoney(minor, currency)}</span>;
}
