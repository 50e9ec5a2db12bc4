import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range that systems give to outgoing connections, so that a remembered port stays free while we are down. */
const PORT_MIN = 20_000;
const PORT_MAX = 32_000;
const ATTEMPTS_MAX = 200;

/** @param preferred kept when it is free. @returns a port on which nobody listens on `host` right now. */
export async function findFreePort(preferred?: number, host = '127.0.0.1'): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred, host))) return preferred;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no free port between ${PORT_MIN} and ${PORT_MAX} on ${host}`);
}

export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await whyPortIsUnusable(port, host)) === undefined;
}

/** @returns the system's code (EADDRINUSE, EACCES, EADDRNOTAVAIL …) when nobody can listen there now. */
export function whyPortIsUnusable(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
