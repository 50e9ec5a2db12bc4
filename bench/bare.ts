import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';

/**
 * What intake is compared with: Express and pg, one prepared INSERT for each request, nothing checked and nothing read. Its table has
 * a primary key and no other index, so everything that the hub adds counts against the hub.
 */
async function main(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, options: '-c synchronous_commit=on' });
  await pool.query(`CREATE TABLE IF NOT EXISTS bare_messages (
    id uuid PRIMARY KEY DEFAULT uuidv7(), body text NOT NULL, received_at timestamptz NOT NULL DEFAULT now())`);
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(express.text({ type: () => true, limit: '1mb', defaultCharset: 'utf-8' }));
  app.post('/{*path}', async (request, response) => {
    await pool.query({ name: 'insert', text: 'INSERT INTO bare_messages (body) VALUES ($1)', values: [request.body] });
    response.status(200).set('Content-Type', 'application/json;charset=UTF-8').end('{"data":"ok"}');
  });
  const server = app.listen(0, '127.0.0.1', () => {
    process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
  });
  server.keepAliveTimeout = 65_000;
}

for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => process.exit(0));
await main(process.env.DATABASE_URL ?? '');
