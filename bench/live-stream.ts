import { get, type IncomingMessage } from 'node:http';
import type { BenchHub } from './hub.ts';

/** Nothing takes this long; a change that never comes must not hang a run. */
const TELL_MAX_MS = 60_000;

/** Reads the hub's server-sent events like an open order page, and tells when an event of an order appears. */
export class LiveStream {
  private text = '';
  private readonly waiting = new Map<string, { tells: string; resolve: () => void }>();

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.read(chunk));
  }

  static open({ api, apiKey }: BenchHub): Promise<LiveStream> {
    return new Promise((resolve, reject) => {
      const request = get(
        { host: '127.0.0.1', port: api.port, path: '/api/v1/live', headers: { authorization: `Bearer ${apiKey}` } },
        (response) => {
          if (response.statusCode === 200) resolve(new LiveStream(response));
          else reject(new Error(`the live stream answered ${response.statusCode}`));
        },
      );
      request.once('error', reject);
    });
  }

  /** Resolves when the stream has told that the event took effect. Ask before sending the push. */
  told(platformOrderId: string, tells: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`order ${platformOrderId}: ${tells} was not told`)), TELL_MAX_MS);
      this.waiting.set(platformOrderId, {
        tells,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      });
    });
  }

  close(): void {
    this.response.destroy();
  }

  private read(chunk: string): void {
    const blocks = (this.text + chunk).split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^event: order$/m.test(block) ? /^data: (.*)$/m.exec(block)?.[1] : undefined;
      if (data === undefined) continue;
      const { order, kinds } = JSON.parse(data) as { order: { platformOrderId: string }; kinds: string[] };
      const waiter = this.waiting.get(order.platformOrderId);
      if (!waiter || !kinds.includes(waiter.tells)) continue;
      this.waiting.delete(order.platformOrderId);
      waiter.resolve();
    }
  }
}
