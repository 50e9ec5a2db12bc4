import type { Express } from 'express';
import type { HubContext } from './context.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** `/healthz`: this process lives. `/readyz`: it can take pushes (PostgreSQL); Temporal's state is told, but pushes do not need it. */
export function mountHealth(app: Express, context: HubContext): void {
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const [database, temporal] = await Promise.all([
      probe(() => context.database.system.query('SELECT 1')),
      probe(() =>
        context.temporal.connection.withDeadline(Date.now() + PROBE_TIMEOUT_MS, () =>
          context.temporal.workflowService.getSystemInfo({}),
        ),
      ),
    ]);
    response.status(database ? 200 : 503).json({ status: database ? 'ready' : 'not ready', database, temporal });
  });
  app.get('/metrics', async (_request, response) => {
    response.set('Content-Type', context.metrics.registry.contentType).end(await context.metrics.registry.metrics());
  });
}

async function probe(run: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([run().then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
