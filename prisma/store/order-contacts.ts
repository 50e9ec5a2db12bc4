import type { Courier } from '../../domain/order.ts';
import type { Cipher } from './cipher.ts';
import type { SqlClient } from './database.ts';

/** Whom one can call about an order beside what its description says. */
export interface OrderContacts {
  courier: Courier | null;
  /** The customer's own number, fetched while privacy numbers did not work. */
  realPhone: { phone: string; fetchedAt: Date } | null;
}

interface Stored {
  courier?: Omit<Courier, 'asOf'> & { asOf: string };
  realPhone?: { phone: string; fetchedAt: string };
}

export function contactsContext(orderId: string): string {
  return `order.contacts ${orderId}`;
}

export async function readContacts(client: SqlClient, cipher: Cipher, orderId: string): Promise<OrderContacts> {
  const { rows } = await client.query<{ contacts_encrypted: Buffer | null }>(
    'SELECT contacts_encrypted FROM orders WHERE id = $1',
    [orderId],
  );
  const { courier, realPhone } = open(cipher, orderId, rows[0]?.contacts_encrypted ?? null);
  const isKnown = courier && (courier.name !== null || courier.phone !== null);
  return {
    courier: isKnown ? { ...courier, asOf: new Date(courier.asOf) } : null,
    realPhone: realPhone ? { ...realPhone, fetchedAt: new Date(realPhone.fetchedAt) } : null,
  };
}

/**
 * Keeps who brings the order unless newer news are known. Platforms leave the phone out once the goods are delivered; of the same rider
 * the one that is known stays. Nothing happens while nobody has described the order.
 */
export async function saveCourier(
  client: SqlClient,
  cipher: Cipher,
  { shopId, platformOrderId }: { shopId: string; platformOrderId: string },
  { asOf, ...told }: Courier,
): Promise<void> {
  const { rows } = await client.query<{ id: string; contacts_encrypted: Buffer | null }>({
    name: 'read-contacts-of',
    text: 'SELECT id, contacts_encrypted FROM orders WHERE shop_id = $1 AND platform_order_id = $2 FOR UPDATE',
    values: [shopId, platformOrderId],
  });
  const [row] = rows;
  if (!row) return;
  const contacts = open(cipher, row.id, row.contacts_encrypted);
  const known = contacts.courier;
  if (known && Date.parse(known.asOf) > asOf.getTime()) return;
  const phone = told.phone ?? (told.name !== null && known?.name === told.name ? known.phone : null);
  if (known && known.name === told.name && known.phone === phone) return;
  await write(client, cipher, row.id, { ...contacts, courier: { ...told, phone, asOf: asOf.toISOString() } });
}

/** Keeps the customer's own number. The caller holds the order's lock or its row. */
export async function saveRealPhone(client: SqlClient, cipher: Cipher, orderId: string, phone: string): Promise<void> {
  const { rows } = await client.query<{ contacts_encrypted: Buffer | null }>(
    'SELECT contacts_encrypted FROM orders WHERE id = $1 FOR UPDATE',
    [orderId],
  );
  const contacts = open(cipher, orderId, rows[0]?.contacts_encrypted ?? null);
  await write(client, cipher, orderId, { ...contacts, realPhone: { phone, fetchedAt: new Date().toISOString() } });
}

function open(cipher: Cipher, orderId: string, sealed: Buffer | null): Stored {
  return sealed === null ? {} : (JSON.parse(cipher.open(sealed, contactsContext(orderId))) as Stored);
}

async function write(client: SqlClient, cipher: Cipher, orderId: string, contacts: Stored): Promise<void> {
  await client.query({
    name: 'save-contacts',
    text: 'UPDATE orders SET contacts_encrypted = $2 WHERE id = $1',
    values: [orderId, cipher.seal(JSON.stringify(contacts), contactsContext(orderId))],
  });
}
