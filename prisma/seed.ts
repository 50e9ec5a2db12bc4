import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { v5 as uuidv5 } from 'uuid';
import { channelOf } from '../connectors/registry.ts';
import { webhookAddresses } from '../connectors/webhook-addresses.ts';
import { createCipher } from './store/cipher.ts';
import { CONFIG_CONTEXT } from './store/connections.ts';
import { type Database, openDatabase } from './store/database.ts';

/** The demo's log-in. It opens only what runs on this machine with made-up orders. */
export const DEMO_LOGIN = { email: 'owner@demo.jiedan', password: 'jiedan-demo' };

/** Ids of the demo are derived, so that a second seed finds the first one's rows. */
const NAMESPACE = '6f9f5c3e-2f0b-4d6b-9a53-1b1d3c6f7a10';

const DEMO_SHOP = { platform: 'meituan', appId: '100001', code: 'demo_bakery_01', name: '麦香烘焙 · 静安店' };

export interface SeedOptions {
  databaseUrl: string;
  /** 32 bytes in base64. */
  secretKey: string;
  /** Where the hub will listen; pushes of the sandbox go there. */
  hubUrl: string;
  sandboxUrl: string;
  sandboxControlUrl: string;
  /** True when `hubUrl` is not the hub's public address: pushes are then checked over it all the same. */
  registered?: boolean;
}

/** Makes the demo merchant with a Meituan connection and shop, and tells the sandbox about them. Safe to repeat. */
export async function seedDemo(options: SeedOptions): Promise<{ email: string; password: string }> {
  const cipher = createCipher(Buffer.from(options.secretKey, 'base64'));
  const database = openDatabase({ url: options.databaseUrl, poolMax: 2, cipher });
  try {
    const merchantId = await seedMerchant(database, { id: idOf('merchant'), name: '麦香烘焙', login: DEMO_LOGIN });
    const shop = await seedMeituanShop(database, merchantId, {
      connectionId: idOf('connection meituan'),
      shopId: idOf('shop meituan'),
      appId: DEMO_SHOP.appId,
      code: DEMO_SHOP.code,
      name: DEMO_SHOP.name,
      sandboxUrl: options.sandboxUrl,
    });
    await registerWithSandbox(options, shop);
    const registeredBaseUrl = options.registered ? options.hubUrl : null;
    await database.withMerchant(merchantId, (tx) =>
      tx.connection.updateMany({ where: { merchantId }, data: { registeredBaseUrl } }),
    );
    return DEMO_LOGIN;
  } finally {
    await database.close();
  }
}

/** @returns the merchant's id. A merchant that exists stays as it is. */
export async function seedMerchant(
  database: Database,
  { id, name, login }: { id: string; name: string; login: { email: string; password: string } },
): Promise<string> {
  await database.withMerchant(id, async (tx) => {
    if (await tx.merchant.findUnique({ where: { id } })) return;
    await tx.merchant.create({ data: { id, name } });
    await tx.merchantCounter.create({ data: { merchantId: id } });
    const passwordHash = await hash(login.password);
    await tx.user.create({ data: { merchantId: id, email: login.email, name: '店主', role: 'owner', passwordHash } });
  });
  return id;
}

export interface SeededShop {
  connectionId: string;
  shopId: string;
  appId: string;
  secret: string;
  code: string;
  name: string;
}

/** Makes or updates a Meituan connection with one shop. The secret is made once; the platform's address may move with each start. */
export async function seedMeituanShop(
  database: Database,
  merchantId: string,
  shop: Omit<SeededShop, 'secret'> & { sandboxUrl: string },
): Promise<SeededShop> {
  const { cipher } = database;
  const context = `${CONFIG_CONTEXT} ${shop.connectionId}`;
  const secret = await database.withMerchant(merchantId, async (tx) => {
    const known = await tx.connection.findUnique({ where: { id: shop.connectionId } });
    const old = known ? (JSON.parse(cipher.open(known.configEncrypted, context)) as { secret: string }) : undefined;
    const config = {
      app_id: shop.appId,
      secret: old?.secret ?? randomBytes(16).toString('hex'),
      baseUrl: `${shop.sandboxUrl}/meituan`,
    };
    const configEncrypted = new Uint8Array(cipher.seal(JSON.stringify(config), context));
    await tx.connection.upsert({
      where: { id: shop.connectionId },
      create: { id: shop.connectionId, merchantId, platform: 'meituan', name: '美团外卖', configEncrypted },
      update: { configEncrypted },
    });
    await tx.shop.upsert({
      where: { id: shop.shopId },
      create: {
        id: shop.shopId,
        merchantId,
        connectionId: shop.connectionId,
        platform: 'meituan',
        name: shop.name,
        platformShopId: shop.code,
      },
      update: {},
    });
    return config.secret;
  });
  const { connectionId, shopId, appId, code, name } = shop;
  return { connectionId, shopId, appId, code, name, secret };
}

/** What a merchant does in the platform's developer console: the app, its shop and the callback addresses. */
export async function registerWithSandbox(
  { hubUrl, sandboxControlUrl }: Pick<SeedOptions, 'hubUrl' | 'sandboxControlUrl'>,
  shop: SeededShop,
): Promise<void> {
  const { webhookUrl, webhookUrls } = webhookAddresses(
    hubUrl,
    'meituan',
    shop.connectionId,
    channelOf('meituan').pushKinds,
  );
  const response = await fetch(`${sandboxControlUrl}/meituan/apps/${shop.appId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      secret: shop.secret,
      shops: [{ appPoiCode: shop.code, name: shop.name, alias: shop.shopId }],
      callbacks: { ...webhookUrls, default: webhookUrl },
    }),
  });
  if (!response.ok)
    throw new Error(`the sandbox did not take the demo app: ${response.status} ${await response.text()}`);
}

function idOf(what: string): string {
  return uuidv5(what, NAMESPACE);
}
