import { createServer, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** A receiver as small as it may be: verify, remember, answer. Keep `seen` and the work in your database. */
export function receiveWebhooks(secret: string, take: (id: string, message: unknown) => Promise<void>): Server {
  const webhook = new Webhook(secret);
  const seen = new Set<string>();
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const headers = request.headers as Record<string, string>;
        const id = headers['webhook-id'] ?? '';
        let message: unknown;
        try {
          message = webhook.verify(Buffer.concat(chunks), headers);
        } catch {
          response.writeHead(401).end();
          return;
        }
        try {
          if (!seen.has(id)) await take(id, message);
          seen.add(id);
          response.writeHead(204).end();
        } catch {
          // Not stored, so not taken: it comes again.
          response.writeHead(503, { 'retry-after': '30' }).end();
        }
      })();
    });
  });
}
