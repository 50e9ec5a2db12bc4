import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, businessDay } from '../domain/business-day.ts';
import { type ControlledSandbox, startControlled } from '../sandbox/sandbox-for-tests.ts';
import type { PollCursor, ShopAccess } from './contract.ts';
import type { ConnectorSubject } from './conformance-subject.ts';
import type { BillPage, ListedProduct, ProductPage } from './goods-and-bills.ts';
import { openGate } from './open-gate-for-tests.ts';
import { TestTokenVault } from './token-vault-for-tests.ts';

const never = new AbortController().signal;
const PAGES_MAX = 50;
/** Nobody listens there, and nothing here is pushed. */
const NOWHERE = 'http://127.0.0.1:9/webhooks';

/** Goods, stock and bills with the pretended platform, for connectors that have them. */
export function describeGoods<Config>(subject: ConnectorSubject<Config>): void {
  const { channel, settings } = subject;
  let sandbox: ControlledSandbox;
  let access: ShopAccess<Config>;
  beforeAll(async () => {
    sandbox = await startControlled();
    const config = channel.parseConfig(settings.of(`${sandbox.url}/${channel.platform}/`));
    access = { config, platformShopId: settings.platformShopId, tokens: new TestTokenVault(), gate: openGate };
    await subject.sandbox.register(
      async <T>(method: string, path: string, body?: unknown) =>
        (await sandbox.control(method, path, body)).body as unknown as T,
      NOWHERE,
    );
  });
  afterAll(() => sandbox.close());

  const allGoods = async (): Promise<ListedProduct[]> => {
    const found: ListedProduct[] = [];
    let cursor: PollCursor | null = null;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const page: ProductPage | undefined = await channel.listProducts?.(access, cursor, never);
      found.push(...(page?.products ?? []));
      if (!page?.more) return found;
      ({ cursor } = page);
    }
    throw new Error('the list of goods has no end');
  };
  const nameOf = ({ productId, skuId }: Pick<ListedProduct, 'productId' | 'skuId'>) => `${productId} ${skuId ?? ''}`;
  const countable = (goods: readonly ListedProduct[]) => {
    const product = goods.find(({ quantity }) => quantity !== null);
    if (!product) throw new Error('nothing there is counted');
    return product;
  };

  if (channel.listProducts)
    describe('goods', () => {
      test('are listed to the end, each once, by its smallest unit, with a price in fen', async () => {
        const goods = await allGoods();
        expect(goods.length).toBeGreaterThan(1);
        expect(new Set(goods.map(nameOf)).size).toBe(goods.length);
        for (const { name, priceMinor, quantity, productId } of goods) {
          expect(name).not.toBe('');
          expect(productId).toMatch(/^\S+$/);
          expect(Number.isSafeInteger(priceMinor) && priceMinor >= 0).toBe(true);
          expect(quantity === null || (Number.isSafeInteger(quantity) && quantity >= 0)).toBe(true);
        }
      });
    });

  if (channel.listProducts && channel.setStock)
    describe('stock', () => {
      test.each([7, 0, 7])(
        'set to %i is what the platform then lists, also when it was so before',
        async (quantity) => {
          const product = countable(await allGoods());
          expect(await channel.setStock?.(access, [{ ...product, quantity }], never)).toEqual([]);
          expect(await channel.setStock?.(access, [{ ...product, quantity }], never)).toEqual([]);
          const after = (await allGoods()).find((one) => nameOf(one) === nameOf(product));
          expect(after?.quantity).toBe(quantity);
        },
      );

      test('of goods that are not there is told by name, and the rest is taken', async () => {
        const product = countable(await allGoods());
        const quantity = (product.quantity ?? 0) + 3;
        const gone = { productId: '987654321', skuId: null, quantity: 1 };
        const refused = await channel.setStock?.(access, [gone, { ...product, quantity }], never);
        expect(refused?.map(nameOf)).toEqual([nameOf(gone)]);
        expect(refused?.[0]?.platformCode).toMatch(/\S/);
        expect(refused?.[0]?.platformMessage).toMatch(/\S/);
        const after = (await allGoods()).find((one) => nameOf(one) === nameOf(product));
        expect(after?.quantity).toBe(quantity);
      });
    });

  if (channel.fetchBill)
    describe('the bill of a day', () => {
      const today = businessDay(new Date(), 'Asia/Shanghai');

      test('comes to its end, every row as JSON of its own', async () => {
        await sandbox.control('POST', `/${channel.platform}/orders`, { state: 'completed', count: 3 });
        const rows: string[] = [];
        let cursor: PollCursor | null = null;
        for (let pages = 0; pages < PAGES_MAX; pages += 1) {
          const page: BillPage | undefined = await channel.fetchBill?.(access, today, cursor, never);
          rows.push(...(page?.rows ?? []));
          if (!page?.more) break;
          ({ cursor } = page);
        }
        expect(rows.length).toBeGreaterThanOrEqual(3);
        for (const row of rows) expect(typeof JSON.parse(row)).toBe('object');
        expect(new Set(rows).size).toBe(rows.length);
      });

      test('on which nothing was sold is empty', async () => {
        expect(await channel.fetchBill?.(access, addDays(today, -40), null, never)).toMatchObject({
          rows: [],
          more: false,
        });
      });
    });
}
