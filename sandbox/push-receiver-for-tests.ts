import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A push as it came over the wire. */
export interface RawPush {
  method: string;
  /** As registered, without the query. */
  url: string;
  query: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

type Answer = { status: number; body: string } | 'silence';

/** A small real HTTP server that takes pushes as a merchant's software would; `read` makes of each what its tests need. */
export class PushReceiver<P> {
  readonly pushes: P[] = [];
  /** Decides the answer to the n-th push, counted from 0. */
  answer: (push: P, index: number) => Answer;
  url = '';
  readonly #read: (raw: RawPush) => P;
  #server = http.createServer((request, response) => this.#receive(request, response));
  #arrived: (() => void)[] = [];

  constructor(acknowledgement: string, read: (raw: RawPush) => P) {
    this.answer = () => ({ status: 200, body: acknowledgement });
    this.#read = read;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
    return this;
  }

  /** Resolves once at least `count` pushes have come. */
  async received(count: number): Promise<P[]> {
    while (this.pushes.length < count) await new Promise<void>((resolve) => this.#arrived.push(resolve));
    return this.pushes;
  }

  /** The n-th push, counted from 0, as soon as it has come. */
  async push(index: number): Promise<P> {
    const push = (await this.received(index + 1))[index];
    if (!push) throw new Error(`push ${String(index)} never came`);
    return push;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #receive(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const push = this.#read({
        method: request.method ?? '',
        url: this.url + path,
        query,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      const answer = this.answer(push, this.pushes.push(push) - 1);
      if (answer !== 'silence') response.writeHead(answer.status).end(answer.body);
      for (const wake of this.#arrived.splice(0)) wake();
    });
  }
}
