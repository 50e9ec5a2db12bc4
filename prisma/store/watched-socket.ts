import { Socket } from 'node:net';

/**
 * A socket that breaks itself when nothing was heard on it for too long. A line that dies without a word (a pulled cable, a forgetful
 * firewall) tells neither end; the system would notice after many minutes, and everybody who waits for an answer would wait with it.
 */
export function watchedSocket(silentMaxMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silentMaxMs, () => {
    socket.destroy(Object.assign(new Error('the database has gone silent'), { code: 'ETIMEDOUT' }));
  });
  return socket;
}
