import type { Customer, OrderSnapshot } from '../../domain/order.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';

export const CUSTOMER_CONTEXT = 'order.customer';

/** The words about an order that may name somebody; the merchant's own are sealed beside the customer's. */
export type OrderWords = Customer & { merchantRemark?: string | null | undefined };

export function sealWords(cipher: Cipher, words: OrderWords): Uint8Array {
  return cipher.seal(JSON.stringify(words), CUSTOMER_CONTEXT);
}

/** The same twenty orders are listed again and again, and each piece of news shows its order once more. */
const OPENED_MAX = 400;
const opened = new WeakMap<Cipher, Map<string, Readonly<OrderWords>>>();

/** Known by the whole sealed text: one that was changed in a single bit is opened, and refused. @throws Error then. */
export function openCustomer(cipher: Cipher, sealed: Uint8Array): Readonly<OrderWords> {
  const known = opened.get(cipher) ?? new Map<string, Readonly<OrderWords>>();
  opened.set(cipher, known);
  const text = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('latin1');
  const before = known.get(text);
  if (before) return before;
  const words = JSON.parse(cipher.open(sealed, CUSTOMER_CONTEXT)) as OrderWords;
  if (known.size >= OPENED_MAX) known.clear();
  known.set(text, words);
  return words;
}

/** Keeps a note that the platform has just taken, so that nobody has to wait for the platform to tell it. */
export async function saveMerchantRemark(
  client: SqlClient,
  cipher: Cipher,
  orderId: string,
  text: string,
): Promise<void> {
  const { rows } = await client.query<{ customer_encrypted: Buffer }>(
    'SELECT customer_encrypted FROM orders WHERE id = $1 FOR UPDATE',
    [orderId],
  );
  const row = rows[0];
  if (!row) throw new Error(`no order ${orderId}`);
  const words = { ...openCustomer(cipher, row.customer_encrypted), merchantRemark: text || null };
  await client.query(
    `UPDATE orders SET customer_encrypted = $2, snapshot_parts = snapshot_parts || jsonb_build_object('merchantRemark', $3::text)
     WHERE id = $1`,
    [orderId, sealWords(cipher, words), remarkDigest(cipher, text)],
  );
}

export function remarkDigest(cipher: Cipher, text: string): string {
  return cipher.digest(text, 'snapshot merchant remark');
}

/** Digests by part; absent for orders that were stored before parts were kept. */
export type SnapshotParts = Partial<Record<'customer' | 'promisedAt' | 'lines' | 'merchantRemark', string>>;

/** Keyed, because a plain digest of a phone number can be guessed. */
export function snapshotParts(cipher: Cipher, snapshot: OrderSnapshot): SnapshotParts {
  const { customer, promisedAt, lines, merchantRemark } = snapshot;
  return {
    ...(merchantRemark === undefined ? {} : { merchantRemark: remarkDigest(cipher, merchantRemark ?? '') }),
    customer: cipher.digest(
      JSON.stringify([customer.name, customer.phone, customer.address, customer.remark]),
      'snapshot customer',
    ),
    promisedAt: promisedAt?.toISOString() ?? 'soon',
    lines: cipher.digest(
      JSON.stringify(lines.map((line) => [line.name, line.spec, line.quantity, line.totalMinor])),
      'snapshot lines',
    ),
  };
}
