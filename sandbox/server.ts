import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallLog, type LoggedCall } from './call-log.ts';
import { createControl } from './control.ts';
import { FaultList } from './faults.ts';
import { createPlatformPort } from './platform-port.ts';
import type { Platform } from './platform.ts';
import { platforms as openPlatforms } from './platforms.ts';
import { PushOutbox } from './push-outbox.ts';
import { StateFile } from './state-file.ts';

export interface SandboxOptions {
  /** Where the platforms answer; 0 for any free port. */
  port: number;
  /** Where tests and the command line arrange things; 0 for any free port. */
  controlPort: number;
  /** Default 127.0.0.1: the control port has no log-in. */
  host?: string;
  /** Keeps apps, orders, pushes and the newest calls over a restart. */
  stateFile?: string;
  /** Replaces scheme and host in the URL that signatures cover, for callers that come through a proxy. */
  publicUrl?: string;
}

export interface RunningSandbox {
  /** Where the platform port listens, without a trailing slash; a platform's paths begin with its name. */
  url: string;
  controlUrl: string;
  /** Stops both ports, breaks off pushes under way and saves the state. */
  close(): Promise<void>;
}

/** Starts the pretended platforms and resolves once both ports listen. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const platforms = new Map<string, Platform>();
  const calls = new CallLog();
  const faults = new FaultList();
  const changed = (): void => stateFile?.touch();
  const pushes = new PushOutbox((name) => {
    const platform = platforms.get(name);
    if (!platform) throw new Error(`a push names the platform ${name}, which this sandbox does not have`);
    return platform;
  }, changed);
  for (const open of openPlatforms) {
    const platform = open({ pushes, changed });
    platforms.set(platform.name, platform);
  }
  const stateFile = options.stateFile ? new StateFile(options.stateFile, collect) : undefined;

  function collect(): SandboxSnapshot {
    const states = [...platforms.values()].map((platform) => [platform.name, platform.snapshot()] as const);
    return { version: 1, platforms: Object.fromEntries(states), pushes: pushes.snapshot(), calls: calls.snapshot() };
  }

  const saved = stateFile?.read() as SandboxSnapshot | undefined;
  if (saved) {
    for (const platform of platforms.values()) {
      const state = saved.platforms[platform.name];
      if (state !== undefined) platform.restore(state);
    }
    calls.restore(saved.calls);
    pushes.restore(saved.pushes);
  }

  const { publicUrl, host = '127.0.0.1' } = options;
  const platformPort = createPlatformPort({ platforms, faults, calls, changed, ...(publicUrl ? { publicUrl } : {}) });
  const controlPort = http.createServer(createControl({ platforms, faults, calls, pushes, changed }));
  const close = async (): Promise<void> => {
    pushes.close();
    await Promise.all([stop(platformPort), stop(controlPort)]);
    stateFile?.close();
  };
  try {
    const url = await listen(platformPort, options.port, host);
    const controlUrl = await listen(controlPort, options.controlPort, host);
    return { url, controlUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface SandboxSnapshot {
  version: 1;
  platforms: Record<string, unknown>;
  pushes: ReturnType<PushOutbox['snapshot']>;
  calls: LoggedCall[];
}

function listen(server: http.Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      resolve(`http://${shown}:${String(address.port)}`);
    });
  });
}

function stop(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
