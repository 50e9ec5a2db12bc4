import { Socket } from 'node:net';

/**
 * A socket that breaks itself when nothing was heard on it for too long. A line that dies without a word (a pulled cable, a forgetful
 * firewall) tells neither end; the system would notice after many minutes, and everybody who waits for an answer would wait with it.
 */
export function watchedSocket(silentMaxMs: number): Socket {
  const socket = new GatheringSocket();
  socket.setTimeout(silentMaxMs, () => {
    socket.destroy(Object.assign(new Error('the database has gone silent'), { code: 'ETIMEDOUT' }));
  });
  return socket;
}

/** Sends what is written in one turn at once: a transaction's beginning, its statements and its end are then one call of the system. */
class GatheringSocket extends Socket {
  private gathers = false;

  override write(data: string | Uint8Array, ...more: unknown[]): boolean {
    if (!this.gathers) {
      this.gathers = true;
      this.cork();
      process.nextTick(() => {
        this.gathers = false;
        this.uncork();
      });
    }
    return super.write(data, ...(more as [BufferEncoding?]));
  }
}
