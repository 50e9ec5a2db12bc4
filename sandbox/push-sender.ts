import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { WireRequest } from './platform.ts';

const ANSWER_BYTES_MAX = 64 * 1024;

export interface PushAnswer {
  status: number;
  body: string;
}

/** Sends pushes over kept-alive connections; `close` breaks off what is still under way. */
export class PushSender {
  readonly #http: http.Agent;
  readonly #https: https.Agent;
  readonly #closing = new AbortController();

  constructor(socketsMax: number) {
    const options = { keepAlive: true, maxSockets: socketsMax, maxFreeSockets: socketsMax };
    this.#http = new http.Agent(options);
    this.#https = new https.Agent(options);
    // Every request under way listens to this one signal.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Resolves with the answer, whatever its status; rejects when there was none within `timeoutMs`. */
  send(request: WireRequest, timeoutMs: number): Promise<PushAnswer> {
    return new Promise((resolve, reject) => {
      const secure = request.url.startsWith('https:');
      const headers: http.OutgoingHttpHeaders = { ...request.headers };
      if (request.body !== undefined) {
        headers['content-type'] = request.contentType ?? 'application/octet-stream';
        headers['content-length'] = Buffer.byteLength(request.body);
      }
      const outgoing = (secure ? https : http).request(request.url, {
        method: request.method,
        headers,
        agent: secure ? this.#https : this.#http,
        signal: this.#closing.signal,
      });
      const timer = setTimeout(
        () => outgoing.destroy(new Error(`no answer within ${String(timeoutMs)} ms`)),
        timeoutMs,
      );
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES_MAX) incoming.destroy(new Error('the answer is too long'));
          else chunks.push(chunk);
        });
        incoming.on('error', fail);
        incoming.on('end', () => {
          clearTimeout(timer);
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
        });
      });
      outgoing.end(request.body);
    });
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  close(): void {
    this.#closing.abort();
    this.#http.destroy();
    this.#https.destroy();
  }
}
