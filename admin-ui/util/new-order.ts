import type { NewOrder, OrderDetail } from '../api/types.ts';

/** A line as it stands in the form: amounts in yuan as they are typed. */
export type DraftLine = { key: number; name: string; spec: string; price: string; quantity: number };

export type Draft = {
  lines: readonly DraftLine[];
  deliveryMode: 'delivery' | 'pickup';
  deliveryFee: string;
  discount: string;
  name: string;
  phone: string;
  address: string;
  /** Local time as `2026-11-26T18:30`; empty is as soon as possible. */
  promisedAt: string;
  remark: string;
  paid: boolean;
};

export type DraftProblem = 'no_lines' | 'price' | 'fee' | 'discount' | 'address';

export function emptyLine(key: number): DraftLine {
  return { key, name: '', spec: '', price: '', quantity: 1 };
}

export function emptyDraft(): Draft {
  return {
    lines: [emptyLine(1)],
    deliveryMode: 'pickup',
    deliveryFee: '',
    discount: '',
    name: '',
    phone: '',
    address: '',
    promisedAt: '',
    remark: '',
    paid: true,
  };
}

/** An earlier order once more: what was bought, at its prices. Whom it was for is masked and typed anew. */
export function draftFrom({ lines, deliveryMode }: Pick<OrderDetail, 'lines' | 'deliveryMode'>): Draft {
  return {
    ...emptyDraft(),
    deliveryMode: deliveryMode === 'pickup' ? 'pickup' : 'delivery',
    lines: lines.map(({ name, spec, unitPriceMinor, quantity }, index) => {
      return { key: index + 1, name, spec: spec ?? '', price: yuanOf(unitPriceMinor), quantity };
    }),
  };
}

/** Yuan as people type them, in fen; empty is nothing, undefined is no amount. */
export function fenOf(yuan: string): number | undefined {
  const text = yuan
    .trim()
    .replace(/[¥￥,，]/g, '')
    .replace('。', '.');
  if (text === '') return 0;
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

export function yuanOf(fen: number): string {
  const [whole, rest] = [Math.trunc(fen / 100), fen % 100];
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, '0')}`;
}

/** What the customer pays, in fen, as far as it can be read. */
export function totalOf({ lines, deliveryFee, discount }: Draft): number {
  const goods = filled(lines).reduce((sum, { price, quantity }) => sum + (fenOf(price) ?? 0) * quantity, 0);
  return goods + (fenOf(deliveryFee) ?? 0) - (fenOf(discount) ?? 0);
}

/** What is still missing, the first thing first; null when it can be sent. */
export function problemOf(draft: Draft): DraftProblem | null {
  const lines = filled(draft.lines);
  if (lines.length === 0) return 'no_lines';
  if (lines.some(({ price }) => price.trim() === '' || fenOf(price) === undefined)) return 'price';
  if (fenOf(draft.deliveryFee) === undefined) return 'fee';
  if (fenOf(draft.discount) === undefined || totalOf(draft) < 0) return 'discount';
  return draft.deliveryMode === 'delivery' && draft.address.trim() === '' ? 'address' : null;
}

/** The draft as the hub takes it; only for one without a problem. */
export function newOrderOf(draft: Draft, shopId: string): NewOrder {
  const words = (text: string) => text.trim() || undefined;
  const known = <T extends object>(fields: T) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
  return known({
    shopId,
    lines: filled(draft.lines).map(({ name, spec, price, quantity }) =>
      known({ name: name.trim(), spec: words(spec), quantity, unitPriceMinor: fenOf(price) ?? 0 }),
    ),
    deliveryMinor: fenOf(draft.deliveryFee) ?? 0,
    discountMinor: fenOf(draft.discount) ?? 0,
    deliveryMode: draft.deliveryMode,
    promisedAt: draft.promisedAt === '' ? undefined : new Date(draft.promisedAt).toISOString(),
    customer: known({ name: words(draft.name), phone: words(draft.phone), address: words(draft.address) }),
    remark: words(draft.remark),
    paid: draft.paid,
  });
}

function filled(lines: readonly DraftLine[]): readonly DraftLine[] {
  return lines.filter(({ name }) => name.trim() !== '');
}
