import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it reached the platform. */
export interface ScriptedRequest {
  method: string;
  /** As called, with scheme and host, without the query. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: string;
}

/** A real HTTP server that answers what its test dictates: for answers that a platform gives only on its worst days. */
export class ScriptedPlatform {
  readonly requests: ScriptedRequest[] = [];
  /** Null cuts the line. */
  answer: (request: ScriptedRequest) => ScriptedAnswer | null = () => ({ body: '' });
  url = '';
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
      const { method = '', headers } = request;
      const body = Buffer.concat(chunks).toString();
      const call = { method, url: this.url + pathname, path: pathname, query: searchParams, headers, body };
      this.requests.push(call);
      const answer = this.answer(call);
      if (answer === null) return void request.socket.destroy();
      const type = { 'content-type': 'application/json;charset=utf-8' };
      response.writeHead(answer.status ?? 200, { ...type, ...answer.headers }).end(answer.body);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
