import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One address in front of several api processes, as a proxy in production: who cannot be reached is passed over. */
export interface Balancer {
  url: string;
  add(upstreamUrl: string): void;
  remove(upstreamUrl: string): void;
  /** Statuses answered so far; 502 is its own, for a request that no process took or that one dropped. */
  statuses: number[];
  close(): Promise<void>;
}

export async function openBalancer(): Promise<Balancer> {
  const upstreams: string[] = [];
  const statuses: number[] = [];
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    outgoing.once('finish', () => statuses.push(outgoing.statusCode));
    const body: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => body.push(chunk));
    incoming.once('end', () => {
      turn += 1;
      const order = upstreams.map((_, index) => upstreams[(index + turn) % upstreams.length] ?? '');
      forward(order, incoming, Buffer.concat(body), outgoing);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => void upstreams.push(url),
    remove: (url) => void upstreams.splice(upstreams.indexOf(url), 1),
    statuses,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward([first, ...rest]: string[], incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  if (first === undefined) return void outgoing.writeHead(502).end();
  const onward = request(
    `${first}${incoming.url ?? '/'}`,
    { method: incoming.method, headers: incoming.headers, agent: false },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on('error', (error: NodeJS.ErrnoException) => {
    // Only what surely reached nobody goes to the next one; anything else may have been acted on.
    if (error.code === 'ECONNREFUSED') forward(rest, incoming, body, outgoing);
    else if (!outgoing.headersSent) outgoing.writeHead(502).end();
    else outgoing.destroy();
  });
  onward.end(body);
}
