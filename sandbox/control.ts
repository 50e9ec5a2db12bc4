import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import type { CallLog } from './call-log.ts';
import { ControlError, parseBody } from './control-error.ts';
import { faultSchema, type FaultList } from './faults.ts';
import type { Platform } from './platform.ts';
import type { PushOutbox } from './push-outbox.ts';
import { pushSettingsSchema, type PushFilter } from './push-record.ts';

export interface ControlOptions {
  platforms: ReadonlyMap<string, Platform>;
  faults: FaultList;
  calls: CallLog;
  pushes: PushOutbox;
  changed: () => void;
}

const replaySchema = z.strictObject({
  orderId: z.string().min(1),
  kind: z.string().optional(),
  platform: z.string().optional(),
  index: z.int().optional(),
});

/** The port by which tests, the command line and the demo arrange what the platforms do. JSON in, JSON out, no log-in. */
export function createControl({ platforms, faults, calls, pushes, changed }: ControlOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '4mb' }));

  app.get('/healthz', (_request, response) => {
    response.json({ ok: true, platforms: [...platforms.keys()] });
  });

  app.get('/calls', (request, response) => {
    response.json({ calls: calls.list(queryText(request.query, ['platform', 'orderId', 'path'])) });
  });
  app.delete('/calls', (_request, response) => {
    calls.clear();
    changed();
    response.json({ calls: [] });
  });

  app.get('/faults', (_request, response) => {
    response.json({ faults: faults.list() });
  });
  app.post('/faults', (request, response) => {
    const fault = parseBody(faultSchema, request.body);
    if (!platforms.has(fault.platform)) throw new ControlError(404, `no platform is called ${fault.platform}`);
    response.json(faults.add(fault));
  });
  app.delete('/faults', (_request, response) => {
    faults.clear();
    response.json({ faults: [] });
  });

  app.get('/pushes', (request, response) => {
    response.json({ pushes: pushes.list(pushFilter(request.query)) });
  });
  app.get('/pushes/settings', (_request, response) => {
    response.json(pushes.settings);
  });
  app.post('/pushes/settings', (request, response) => {
    pushes.settings = parseBody(pushSettingsSchema, request.body);
    response.json(pushes.settings);
  });
  app.post('/pushes/replay', async (request, response) => {
    const { index, ...filter } = parseBody(replaySchema, request.body);
    response.json(await pushes.replay({ ...defined(filter), ...(index === undefined ? {} : { index }) }));
  });

  for (const platform of platforms.values()) app.use(`/${platform.name}`, platform.controlRouter);

  app.use((request) => {
    throw new ControlError(404, `the control port knows no ${request.method} ${request.path}`);
  });
  app.use(answerError);
  return app;
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = error instanceof ControlError ? error.status : bodyParserStatus(error);
  const message = error instanceof Error ? error.message : String(error);
  response.status(status).json({ error: message });
};

/** Express marks a body that is not JSON, or too long, with the status to answer. */
function bodyParserStatus(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : 500;
}

function pushFilter(query: Record<string, unknown>): PushFilter {
  return queryText(query, ['platform', 'appId', 'orderId', 'kind', 'state']);
}

function queryText<K extends string>(query: Record<string, unknown>, keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = query[key];
    if (typeof value === 'string' && value !== '') found[key] = value;
  }
  return found;
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
