import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { channelOf } from '../connectors/registry.ts';
import { registerWithSandbox, type SeededShop } from '../prisma/seed.ts';
import { startSandbox } from '../sandbox/server.ts';

/** Pushes of one platform as its sandbox sends them: caught whole, to be sent to the hub again at the speed of a measurement. */
export class SandboxPushes {
  private caught: Buffer[] = [];
  private wake: (() => void) | undefined;
  private sandbox: Promise<{ controlUrl: string }> | undefined;

  private constructor(private readonly url: string) {}

  /** @returns also the port that the connection has to be registered with, because addresses are signed. */
  static async open(): Promise<{ pushes: SandboxPushes; port: number }> {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
    const pushes = new SandboxPushes(`http://127.0.0.1:${port}`);
    server.on('request', (request, response) => {
      const platform = request.url?.split('/')[2] ?? '';
      const { status, contentType, body } = channelOf(platform).acknowledge();
      void wholeRequest(request).then((whole) => {
        response.writeHead(status, { 'content-type': contentType }).end(body);
        pushes.caught.push(whole);
        pushes.wake?.();
      });
    });
    return { pushes, port };
  }

  /** @returns that many pushes never given before, as the bytes of their requests. */
  async take(shop: SeededShop, count: number): Promise<Buffer[]> {
    const { controlUrl } = await (this.sandbox ??= this.start(shop));
    const response = await fetch(`${controlUrl}/${shop.platform}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ count: Math.max(1, count - this.caught.length) }),
    });
    if (!response.ok) throw new Error(`no orders: ${response.status} ${await response.text()}`);
    while (this.caught.length < count) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.caught.splice(0, count);
  }

  private async start(shop: SeededShop): Promise<{ controlUrl: string }> {
    const sandbox = await startSandbox({ port: 0, controlPort: 0 });
    await registerWithSandbox({ hubUrl: this.url, sandboxControlUrl: sandbox.controlUrl }, shop);
    return sandbox;
  }
}

/** The request as it came, but for what a connection that stays open does not say. */
async function wholeRequest(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (const [name, value] of Object.entries(request.headersDistinct)) {
    if (name !== 'connection' && name !== 'transfer-encoding' && name !== 'content-length')
      lines.push(`${name}: ${value?.join(', ')}`);
  }
  lines.push(`Content-Length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
