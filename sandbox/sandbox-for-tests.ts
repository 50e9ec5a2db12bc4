import { startSandbox, type RunningSandbox, type SandboxOptions } from './server.ts';

export interface ControlledSandbox extends RunningSandbox {
  /** Asks the control port; a refusal is an answer, too. */
  control<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }>;
}

/** A sandbox on free ports whose control port is at hand. */
export async function startControlled(options: Partial<SandboxOptions> = {}): Promise<ControlledSandbox> {
  const sandbox = await startSandbox({ port: 0, controlPort: 0, ...options });
  const control: ControlledSandbox['control'] = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(sandbox.controlUrl + path, { method, headers, ...content });
    return { status: response.status, body: (await response.json()) as never };
  };
  return { ...sandbox, control };
}
