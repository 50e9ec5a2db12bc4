import type { OrderSnapshot } from '../domain/order.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { sealWords } from '../prisma/store/order-words.ts';
import { orderTokens } from '../prisma/store/search-tokens.ts';
import type { BenchHub } from './hub.ts';

/** In every third order, and in one of five thousand. */
export const COMMON_WORD = '拿铁';
export const RARE_WORD = '松露';
/** In one of two hundred orders: too many to read all, too few to come upon soon. */
export const MIDDLE_WORD = '月饼';

const PRODUCTS: [name: string, when: string][] = [
  ['拿铁咖啡 大杯', 'n % 3 = 0'],
  ['广式月饼 礼盒', 'n % 200 = 1'],
  ['黑松露披萨', 'n % 5000 = 2'],
  ['草莓蛋糕 6寸', 'n % 3 = 1'],
  ['手冲咖啡', 'n % 7 = 0'],
];
/** Code of the shop that sells one order of five hundred. */
export const SMALL_SHOP = 'second';

const TAILS = 10_000;
/** Orders of one statement: a million at once would be one transaction of many minutes. */
const CHUNK = 50_000;

const INSERT = `
INSERT INTO orders (id, merchant_id, number, shop_id, platform, platform_order_id, day_number, state, fulfilment, refund_state, facts,
  phase, paid_at, total_minor, currency, merchant_receives_minor, delivery_mode, placed_at, snapshot_at, amounts, lines_summary,
  lines_count, customer_encrypted, search_tokens, snapshot_parts)
SELECT uuidv7(), s.merchant_id, n, s.id, s.platform, (6000000000000000000 + n)::text, 1 + n % 300,
       CASE WHEN n % 1000 = 0 THEN 'cancelled' WHEN $3 - n < 40 THEN 'paid' ELSE 'completed' END,
       CASE WHEN $3 - n < 40 THEN 'none' ELSE 'delivered' END, 'none', '[]',
       CASE WHEN n % 1000 = 0 THEN 'cancelled' WHEN $3 - n < 40 THEN 'not_accepted' ELSE 'completed' END,
       now() - ($3 - n) * interval '20 seconds', 2000 + n % 5000, 'CNY', 1500 + n % 5000, 'delivery',
       now() - ($3 - n) * interval '20 seconds', now(), '[{"kind": "goods", "label": "商品", "amountMinor": 2000, "borneBy": null}]',
       '[{"name": "拿铁咖啡 大杯", "quantity": 1}]', 1, $6::bytea,
       ARRAY['id:' || (6000000000000000000 + n)::text, 'id4:' || right((6000000000000000000 + n)::text, 4), 'ph4:' || ($4::text[])[1 + n % ${TAILS}],
             'ph:' || md5(n::text)] || $5::text[]
       ${PRODUCTS.map(([, when], index) => `|| CASE WHEN ${when} THEN $${7 + index}::text[] ELSE '{}' END`).join('\n       ')}, '{}'
FROM generate_series($1::int, $2::int) AS n
JOIN LATERAL (SELECT s.*, row_number() OVER (ORDER BY s.created_at, s.id) AS place FROM shops s) AS s
  ON s.place = CASE WHEN n % 500 = 3 THEN 2 ELSE 1 END`;

/** A merchant's orders by the thousand, past the product: two shops, one of which sells one order of five hundred. */
export async function makeMass(hub: BenchHub, count: number): Promise<void> {
  const cipher = createCipher(Buffer.from(hub.secretKey, 'base64'));
  const customer = { name: '张三', phone: null, address: '示例路 1 号', remark: '少放糖' };
  const tokensOf = (name: string | null, lines: string[]) =>
    orderTokens(cipher, '', {
      customer: { ...customer, name },
      lines: lines.map((line) => ({ name: line })),
    } as unknown as OrderSnapshot).filter((token) => !token.startsWith('id'));
  const tails = Array.from({ length: TAILS }, (_, n) => cipher.digest(String(n).padStart(4, '0'), 'phone tail'));
  await hub.sql(
    `INSERT INTO shops (merchant_id, connection_id, platform, name, platform_shop_id)
     SELECT merchant_id, connection_id, platform, '二店', $1 FROM shops`,
    [SMALL_SHOP],
  );
  // Building the index of words once is many times faster than filling it a million times.
  await hub.sql('DROP INDEX orders_search_tokens_idx');
  for (let from = 1; from <= count; from += CHUNK)
    await hub.sql(INSERT, [
      from,
      Math.min(count, from + CHUNK - 1),
      count,
      tails,
      tokensOf(customer.name, []),
      sealWords(cipher, customer),
      ...PRODUCTS.map(([name]) => tokensOf(null, [name])),
    ]);
  // Searches reckon with how many orders the merchant has.
  await hub.sql('UPDATE merchant_counters SET order_number = $1', [count]);
  await hub.sql('CREATE INDEX orders_search_tokens_idx ON orders USING gin (search_tokens)');
  await hub.sql('VACUUM ANALYZE orders');
}
