import { connect, type Socket } from 'node:net';

/**
 * One connection that sends ready-made HTTP requests, one at a time. It reads of an answer only what is needed to know where it ends,
 * because every cycle spent here is taken from the servers that are measured on the same machine.
 */
export class KeepAliveSender {
  private answer: Buffer = Buffer.alloc(0);
  private waiting: { resolve: (answer: SentAnswer) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<KeepAliveSender> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.removeListener('error', reject);
        resolve(new KeepAliveSender(socket));
      });
      socket.once('error', reject);
    });
  }

  send(request: Buffer): Promise<SentAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    this.answer = this.answer.length === 0 ? chunk : Buffer.concat([this.answer, chunk]);
    const headEnd = this.answer.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.answer.toString('latin1', 0, headEnd);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    const bodyStart = headEnd + 4;
    if (length === undefined) return this.waiting?.reject(new Error(`an answer without Content-Length: ${head}`));
    if (this.answer.length < bodyStart + Number(length)) return;
    const body = this.answer.toString('utf8', bodyStart);
    this.answer = Buffer.alloc(0);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}

export interface SentAnswer {
  status: number;
  body: string;
}

/** @returns the bytes of a POST. */
export function postRequest(url: string, contentType: string, body: string): Buffer {
  const { host, pathname } = new URL(url);
  const bytes = Buffer.from(body);
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}
