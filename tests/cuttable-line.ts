import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP line to a server that a test can cut and mend: for its users the server is away, and it itself notices nothing. */
export interface CuttableLine {
  host: string;
  port: number;
  /** Breaks every connection; new ones are refused at once. */
  cut(): void;
  /** Nothing comes through any more and nobody is told, neither those connected now nor those who connect later. */
  silence(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openLine(target: { host: string; port: number }): Promise<CuttableLine> {
  const sockets = new Set<Socket>();
  let whole = true;
  let silent = false;
  const server = createServer((near) => {
    if (!whole) return void near.resetAndDestroy();
    if (silent) {
      sockets.add(near);
      near.on('error', () => undefined).once('close', () => sockets.delete(near));
      return;
    }
    const far = connect(target.port, target.host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    cut,
    silence: () => {
      silent = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend: () => {
      whole = true;
      silent = false;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
