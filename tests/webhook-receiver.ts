import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  id: string;
  headers: Record<string, string>;
  body: string;
  json: { type: string; timestamp: string; data: Record<string, Record<string, unknown>> };
  at: number;
}

type Behaviour = (received: Received, response: ServerResponse) => void;

/** A receiver of an integrator: keeps all that comes and answers as it is told, 204 unless told otherwise. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  behave: Behaviour = (_, response) => void response.writeHead(204).end();
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async open(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Answers so from now on. */
  answer(status: number, headers: Record<string, string> = {}): void {
    this.behave = (_, response) => void response.writeHead(status, headers).end();
  }

  of(type: string): Received[] {
    return this.received.filter(({ json }) => json.type === type);
  }

  /** The events of an order, each as `type kind`, in order of arrival. */
  tale(platformOrderId: string): string[] {
    return this.received
      .filter(({ json }) => json.data.order?.platformOrderId === platformOrderId)
      .map(({ json }) => `${json.type} ${String(json.data.event?.kind)}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const headers = request.headers as Record<string, string>;
    const received: Received = {
      id: headers['webhook-id'] ?? '',
      headers,
      body,
      json: JSON.parse(body) as Received['json'],
      at: Date.now(),
    };
    this.received.push(received);
    this.behave(received, response);
  }
}

/** As the library for receivers sees it. @throws when the signature does not fit. */
export function verified(secret: string, { body, headers }: Received): unknown {
  return new Webhook(secret).verify(body, headers);
}
