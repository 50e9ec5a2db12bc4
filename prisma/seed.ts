import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { v5 as uuidv5 } from 'uuid';
import { channelOf } from '../connectors/registry.ts';
import { webhookAddresses } from '../connectors/webhook-addresses.ts';
import { createCipher } from './store/cipher.ts';
import { CONFIG_CONTEXT } from './store/connections.ts';
import { type Database, openDatabase } from './store/database.ts';
import { openKeyring } from './store/keyring.ts';

/** The demo's log-in. It opens only what runs on this machine with made-up orders. */
export const DEMO_LOGIN = { email: 'owner@demo.jiedan', password: 'jiedan-demo' };

/** Ids of the demo are derived, so that a second seed finds the first one's rows. */
const NAMESPACE = '6f9f5c3e-2f0b-4d6b-9a53-1b1d3c6f7a10';

/** One on each platform. */
export const DEMO_SHOPS = [
  { platform: 'meituan', appId: '100001', code: 'demo_bakery_01', name: '麦香烘焙 · 静安店' },
  { platform: 'meituan-tscc', appId: '106781', code: 'demo_bakery_till', name: '麦香烘焙 · 徐汇店' },
  { platform: 'youzan', appId: '7f3a0c11d2e84b5a90', code: '10086001', name: '麦香烘焙 · 有赞商城' },
  { platform: 'weidian', appId: '6291307', code: '1731204988', name: '麦香烘焙 · 微店' },
  { platform: 'wechat-shop', appId: 'wx5d2a90c1e47b3f86', code: 'wx5d2a90c1e47b3f86', name: '麦香烘焙 · 微信小店' },
] as const;

/** Where vouchers are taken: this platform pushes nothing. */
export const DEMO_VOUCHER_SHOP = {
  platform: 'meituan-vouchers',
  appId: 'demo_voucher_app',
  code: 'abcdef0123456789',
  name: '麦香烘焙 · 团购验券',
} as const;
/** Vouchers that a customer of the demo holds: the first of three of one purchase. */
const DEMO_VOUCHERS = { code: '102938475610', count: 3, dealTitle: '下午茶双人套餐', priceYuan: '59.90' };

interface SeedPlatform {
  connectionName: string;
  /** What the connector's `parseConfig` wants. */
  configOf(appId: string, secret: string): Record<string, unknown>;
  secretField: string;
  /** How the sandbox calls the app's shops, and where its pushes go. */
  appOf(shop: SeededShop, callbacks: { webhookUrl: string; webhookUrls: Record<string, string> }): unknown;
}

/** Those of the demo, and one whose orders come by polling alone: nobody who tries the demo waits that long. */
export type SeedablePlatform =
  (typeof DEMO_SHOPS)[number]['platform'] | (typeof DEMO_VOUCHER_SHOP)['platform'] | 'wechat-mini-program';

const platforms: Record<SeedablePlatform, SeedPlatform> = {
  meituan: {
    connectionName: '美团外卖',
    configOf: (appId, secret) => ({ app_id: appId, secret }),
    secretField: 'secret',
    appOf: ({ secret, code, name, shopId }, { webhookUrl, webhookUrls }) => ({
      secret,
      shops: [{ appPoiCode: code, name, alias: shopId }],
      callbacks: { ...webhookUrls, default: webhookUrl },
    }),
  },
  'meituan-tscc': {
    connectionName: '美团技术服务合作中心',
    configOf: (appId, secret) => ({ developerId: appId, signKey: secret, ...consentOf(secret) }),
    secretField: 'signKey',
    appOf: ({ secret, code, name, shopId }, { webhookUrl }) => ({
      signKey: secret,
      shops: [{ ePoiId: code, name, alias: shopId, ...consentOf(secret) }],
      callbacks: { default: webhookUrl },
    }),
  },
  youzan: {
    connectionName: '有赞',
    configOf: (appId, secret) => ({
      client_id: appId,
      client_secret: secret,
      sender_mobile: '13800138000',
      return_to: { name: '麦香烘焙', mobile: '13800138000', address: '上海市静安区示例路 1 号' },
    }),
    secretField: 'client_secret',
    appOf: ({ secret, code, name, shopId }, { webhookUrl }) => ({
      secret,
      shops: [{ kdtId: code, name, alias: shopId }],
      callbacks: { default: webhookUrl },
    }),
  },
  weidian: {
    connectionName: '微店',
    configOf: (appId, secret) => ({
      appkey: appId,
      secret,
      return_to: { name: '麦香烘焙', mobile: '13800138000', address: '上海市静安区示例路 1 号' },
    }),
    secretField: 'secret',
    appOf: ({ secret, code, name, shopId }, { webhookUrl }) => ({
      secret,
      shops: [{ shopId: code, name, alias: shopId }],
      callbacks: { default: webhookUrl },
      // Documented waits are minutes; on a machine for trying out nobody waits that long.
      push: { retryDelaysMs: [1000, 5000, 30_000] },
    }),
  },
  'wechat-shop': {
    connectionName: '微信小店',
    configOf: (appId, secret) => ({ appid: appId, secret, ...pushSecretsOf(secret), return_address_id: '1024' }),
    secretField: 'secret',
    appOf: wechatApp,
  },
  'meituan-vouchers': {
    connectionName: '美团团购',
    configOf: (appId, secret) => ({
      app_key: appId,
      app_secret: secret,
      access: 'session',
      ...voucherGrantOf(secret),
    }),
    secretField: 'app_secret',
    appOf: ({ secret, code, name, shopId }) => {
      const { session, refresh_token: refreshToken } = voucherGrantOf(secret);
      const shops = [{ openShopUuid: code, name, alias: shopId }];
      return { appSecret: secret, shops, grants: [{ session, refreshToken }] };
    },
  },
  'wechat-mini-program': {
    connectionName: '微信小程序',
    configOf: (appId, secret) => ({ appid: appId, secret, ...pushSecretsOf(secret), sender_mobile: '13800138000' }),
    secretField: 'secret',
    appOf: wechatApp,
  },
};

/** A consent that was given before, made of the secret. */
function voucherGrantOf(secret: string): { session: string; refresh_token: string } {
  return { session: `session-${secret}`, refresh_token: `refresh-${secret}` };
}

function wechatApp({ secret, name, shopId }: SeededShop, { webhookUrl }: { webhookUrl: string }): unknown {
  const { token, encoding_aes_key: encodingAesKey } = pushSecretsOf(secret);
  const push = { token, encodingAesKey, mode: 'safe', format: 'json' };
  return { secret, name, alias: shopId, callbacks: { default: webhookUrl }, push };
}

/** The token that a merchant's consent has given already; of the demo, made of the secret. */
function consentOf(secret: string): { appAuthToken: string; refreshToken: string } {
  return { appAuthToken: `tok${secret.slice(0, 20)}`, refreshToken: `rt${secret.slice(12)}` };
}

/** What both sides of a message push know beside the secret; of the demo, made of it. */
function pushSecretsOf(secret: string): { token: string; encoding_aes_key: string } {
  return { token: `jd${secret.slice(0, 16)}`, encoding_aes_key: secret.repeat(2).slice(0, 43) };
}

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

/** Makes the demo merchant with a connection and shop on each platform, and tells the sandbox about them. Safe to repeat. */
export async function seedDemo(options: SeedOptions): Promise<{ email: string; password: string }> {
  const cipher = createCipher(await openKeyring(options.databaseUrl, Buffer.from(options.secretKey, 'base64')));
  const database = openDatabase({ url: options.databaseUrl, poolMax: 2, cipher });
  try {
    const merchantId = await seedMerchant(database, { id: idOf('merchant'), name: '麦香烘焙', login: DEMO_LOGIN });
    for (const { platform, ...shop } of [...DEMO_SHOPS, DEMO_VOUCHER_SHOP]) {
      const seeded = await seedShop(database, merchantId, {
        ...shop,
        platform,
        connectionId: idOf(`connection ${platform}`),
        shopId: idOf(`shop ${platform}`),
        sandboxUrl: options.sandboxUrl,
      });
      await registerWithSandbox(options, seeded);
    }
    await sellDemoVouchers(options);
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
  platform: keyof typeof platforms;
  connectionId: string;
  shopId: string;
  appId: string;
  secret: string;
  code: string;
  name: string;
}

type NewShop = Omit<SeededShop, 'secret'> & { sandboxUrl: string };

export function seedMeituanShop(
  database: Database,
  merchantId: string,
  shop: Omit<NewShop, 'platform'>,
): Promise<SeededShop> {
  return seedShop(database, merchantId, { ...shop, platform: 'meituan' });
}

/** Makes or updates a connection with one shop. The secret is made once; the platform's address may move with each start. */
export async function seedShop(
  database: Database,
  merchantId: string,
  { sandboxUrl, ...shop }: NewShop,
): Promise<SeededShop> {
  const { cipher } = database;
  const { connectionId, shopId, platform, appId, code, name } = shop;
  const { connectionName, configOf, secretField } = platforms[platform];
  const context = `${CONFIG_CONTEXT} ${connectionId}`;
  const secret = await database.withMerchant(merchantId, async (tx) => {
    const known = await tx.connection.findUnique({ where: { id: connectionId } });
    const old = known
      ? (JSON.parse(cipher.open(known.configEncrypted, context)) as Record<string, string>)[secretField]
      : undefined;
    const made = old ?? randomBytes(16).toString('hex');
    const config = { ...configOf(appId, made), baseUrl: `${sandboxUrl}/${platform}` };
    const configEncrypted = new Uint8Array(cipher.seal(JSON.stringify(config), context));
    await tx.connection.upsert({
      where: { id: connectionId },
      create: { id: connectionId, merchantId, platform, name: connectionName, configEncrypted },
      update: { configEncrypted },
    });
    await tx.shop.upsert({
      where: { id: shopId },
      create: { id: shopId, merchantId, connectionId, platform, name, platformShopId: code },
      update: {},
    });
    return made;
  });
  return { ...shop, secret };
}

/** What a merchant does in the platform's developer console: the app, its shop and the callback addresses. */
export async function registerWithSandbox(
  { hubUrl, sandboxControlUrl }: Pick<SeedOptions, 'hubUrl' | 'sandboxControlUrl'>,
  shop: SeededShop,
): Promise<void> {
  const { platform, connectionId } = shop;
  const callbacks = webhookAddresses(hubUrl, platform, connectionId, channelOf(platform).pushKinds);
  const response = await fetch(`${sandboxControlUrl}/${platform}/apps/${shop.appId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(platforms[platform].appOf(shop, callbacks)),
  });
  if (!response.ok) throw new Error(`the sandbox did not take the app: ${response.status} ${await response.text()}`);
}

/** They are there once: a sandbox that has them already says 409. */
async function sellDemoVouchers({ sandboxControlUrl }: Pick<SeedOptions, 'sandboxControlUrl'>): Promise<void> {
  const response = await fetch(`${sandboxControlUrl}/${DEMO_VOUCHER_SHOP.platform}/vouchers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ shop: DEMO_VOUCHER_SHOP.code, ...DEMO_VOUCHERS }),
  });
  if (!response.ok && response.status !== 409)
    throw new Error(`the sandbox did not sell: ${response.status} ${await response.text()}`);
}

function idOf(what: string): string {
  return uuidv5(what, NAMESPACE);
}
