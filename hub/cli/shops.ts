import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Database } from '../../prisma/store/database.ts';
import { readConfig } from '../config.ts';
import { findRunning } from './run-file.ts';
import { readSecretKey } from './secret-key.ts';

interface ShopEntry {
  platform: string;
  connectionId: string;
  shopId: string;
  webhookUrl: string;
  webhookUrls: Record<string, string>;
  sandboxUrl: string;
  credentials: Record<string, string>;
  apiUrl?: string;
  apiKey?: string;
}

/** `jiedan shops`: what somebody needs to play the platform against the running demo. */
export function registerShopsCommand(program: Command): void {
  program
    .command('shops')
    .description("the demo's shops with callback addresses, sandbox address and credentials")
    .option('--json', 'as JSON')
    .option('--api', 'with the API address and an API key of an owner')
    .action(async ({ json, api }: { json?: boolean; api?: boolean }) => {
      const shops = await listDemoShops({ api: api ?? false });
      process.stdout.write(json ? `${JSON.stringify(shops, null, 2)}\n` : `${shops.map(describe).join('\n\n')}\n`);
    });
}

/** @throws Error when no demo runs with this data folder. */
export async function listDemoShops({ api }: { api: boolean }): Promise<ShopEntry[]> {
  const { dataDir } = readConfig();
  const run = findRunning(dataDir);
  if (!run) throw new Error(`no demo is running with data folder ${dataDir}; start one with: npm start`);
  const { createCipher } = await import('../../prisma/store/cipher.ts');
  const { openKeyring } = await import('../../prisma/store/keyring.ts');
  const { openDatabase } = await import('../../prisma/store/database.ts');
  const { channelOf } = await import('../../connectors/registry.ts');
  const { webhookAddresses } = await import('../../connectors/webhook-addresses.ts');
  const { readConnection } = await import('../../prisma/store/connections.ts');
  const cipher = createCipher(await openKeyring(run.databaseUrl, readSecretKey(readConfig())));
  const database = openDatabase({ url: run.databaseUrl, poolMax: 2, cipher });
  try {
    const { rows } = await database.system.query<{
      id: string;
      connection_id: string;
      platform_shop_id: string;
      merchant_id: string;
    }>('SELECT id, connection_id, platform_shop_id, merchant_id FROM shops ORDER BY created_at');
    const merchantId = rows[0]?.merchant_id;
    const key =
      api && merchantId ? { apiUrl: run.apiUrl, apiKey: await demoApiKey(dataDir, database, merchantId) } : {};
    return await Promise.all(
      rows.map(async (row) => {
        const connection = await readConnection(database.system, cipher, row.connection_id);
        if (!connection) throw new Error(`shop ${row.id} has no connection`);
        const channel = channelOf(connection.platform);
        const config = channel.parseConfig(connection.config);
        return {
          platform: connection.platform,
          connectionId: connection.id,
          shopId: row.id,
          ...webhookAddresses(
            connection.registeredBaseUrl ?? run.url,
            connection.platform,
            connection.id,
            channel.pushKinds,
          ),
          sandboxUrl: channel.baseUrl(config),
          credentials: channel.credentials(config, row.platform_shop_id),
          ...key,
        };
      }),
    );
  } finally {
    await database.close();
  }
}

/** One key for all calls of this command, kept in the data folder for its owner alone. */
async function demoApiKey(dataDir: string, database: Database, merchantId: string): Promise<string> {
  const { hashToken } = await import('../../prisma/store/identities.ts');
  const path = join(dataDir, 'api.key');
  if (!existsSync(path))
    writeFileSync(path, `jd_${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  const key = readFileSync(path, 'utf8').trim();
  const keyHash = new Uint8Array(hashToken(key));
  await database.withMerchant(merchantId, (tx) =>
    tx.apiKey.upsert({
      where: { keyHash },
      create: { merchantId, name: '命令行 CLI', role: 'owner', keyHash },
      update: {},
    }),
  );
  return key;
}

function describe(shop: ShopEntry): string {
  const credentials = Object.entries(shop.credentials).map(([name, value]) => `    ${name} = ${value}`);
  const addresses = Object.entries(shop.webhookUrls).map(([kind, url]) => `    ${kind}: ${url}`);
  return [
    `${shop.platform}  shop ${shop.shopId}`,
    `  credentials`,
    ...credentials,
    `  sandbox ${shop.sandboxUrl}`,
    `  callback ${shop.webhookUrl}`,
    ...addresses,
    ...(shop.apiKey ? [`  API ${shop.apiUrl}  key ${shop.apiKey}`] : []),
  ].join('\n');
}
