import { z } from 'zod';
import { startSandbox } from './server.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const environmentSchema = z.object({
  SANDBOX_PORT: port.default(0),
  SANDBOX_CONTROL_PORT: port.default(0),
  SANDBOX_HOST: z.string().min(1).optional(),
  SANDBOX_STATE_FILE: z.string().min(1).optional(),
  SANDBOX_PUBLIC_URL: z.url().optional(),
});

/** Runs the sandbox as a process of its own; prints `{"url","controlUrl"}` on one line once both ports listen. */
async function main(): Promise<void> {
  const environment = environmentSchema.safeParse(process.env);
  if (!environment.success) {
    const wrong = environment.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Error(wrong);
  }
  const { SANDBOX_HOST, SANDBOX_STATE_FILE, SANDBOX_PUBLIC_URL, ...ports } = environment.data;
  const sandbox = await startSandbox({
    port: ports.SANDBOX_PORT,
    controlPort: ports.SANDBOX_CONTROL_PORT,
    ...(SANDBOX_HOST ? { host: SANDBOX_HOST } : {}),
    ...(SANDBOX_STATE_FILE ? { stateFile: SANDBOX_STATE_FILE } : {}),
    ...(SANDBOX_PUBLIC_URL ? { publicUrl: SANDBOX_PUBLIC_URL } : {}),
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    sandbox.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ url: sandbox.url, controlUrl: sandbox.controlUrl })}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
