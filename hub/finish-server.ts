import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const SWEEP_MS = 100;
/** A command waits ten seconds for its platform; whoever stops us waits a little longer than this. */
const FINISH_MAX_MS = 12_000;

/**
 * Makes a server that can be ended soon: requests under way get their answer, while connections that only might be used (again) do
 * not hold it up for the length of their keep-alive. Browsers open such connections ahead, and Node counts them as busy.
 */
export function endSoon(server: Server): () => Promise<void> {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, SWEEP_MS);
    const end = setTimeout(() => server.closeAllConnections(), FINISH_MAX_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(end);
  };
}
