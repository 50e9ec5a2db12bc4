import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import compressedStatic from 'express-static-gzip';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { HubContext } from './context.ts';
import { mountApi } from './api.ts';
import { mountDocs } from './docs.ts';
import { mountHealth } from './health.ts';
import { Problem, sendProblem, toProblem } from './problem.ts';
import { receiveWebhook } from './webhooks/receive-webhook.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * A list of orders is ten times as long as it needs to be on a phone's line; the fastest level takes nearly all of it away. What holds
 * a token is shorter than this and never compressed: its length would tell of what stands beside it.
 */
const compressLongAnswers = compression({
  threshold: 8_192,
  level: 1,
  filter: (_request, response) => String(response.getHeader('Content-Type')).startsWith('application/json'),
});

/** @param pagesDir folder of the built admin UI. */
export async function createApp(context: HubContext, { pagesDir }: { pagesDir: string }): Promise<RequestListener> {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple').set('trust proxy', context.config.trustProxy);
  app.use((request, response, next) => {
    giveRequestId(request, response);
    next();
  });
  mountHealth(app, context);
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          // The component library writes its styles at run time.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          upgradeInsecureRequests: null,
        },
      },
      // Over plain HTTP (a first try at home) a browser that remembered HTTPS would be locked out.
      strictTransportSecurity: context.config.cookieSecure,
    }),
  );
  mountDocs(app, context);
  app.use('/api/v1', compressLongAnswers, cookieParser());
  await mountApi(app, context);
  app.use(pages(pagesDir));
  app.use((request, response) => {
    const problem = new Problem('not-found', `There is nothing at ${request.path.slice(0, 200)}.`);
    sendProblem(response, problem, response.locals.requestId as string, request.path);
  });
  app.use(errors(context));
  const receive = receiveWebhook(context);
  return (request, response) => void (receive(request, response) || app(request, response));
}

/** The caller's own id of the request, or one of ours: what people quote and logs are searched for. */
function giveRequestId(request: Request, response: Response): string {
  const given = request.get('x-request-id');
  const requestId = given && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
  response.locals.requestId = requestId;
  response.set('X-Request-Id', requestId);
  return requestId;
}

/** What is not there under these is gone, not a page: an open tab of an older release must learn that its files were replaced. */
const NO_PAGES = /^\/(api|webhooks|assets|docs|problems)\//;

/** The admin UI: hashed files are kept by browsers for ever, the page itself never, and every path of the UI is that page. */
function pages(folder: string): RequestHandler {
  const files = compressedStatic(folder, {
    index: false,
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    serveStatic: {
      setHeaders: (response, path) => {
        response.setHeader(
          'Cache-Control',
          path.includes(`${join('/', 'assets', '/')}`) ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache',
        );
      },
    },
  });
  return (request, response, next) => {
    files(request, response, () => {
      const wantsPage = request.method === 'GET' && (request.accepts(['html', 'json']) as string) === 'html';
      if (!wantsPage || NO_PAGES.test(request.path) || !existsSync(join(folder, 'index.html'))) return next();
      response.set('Cache-Control', 'no-cache').sendFile(join(folder, 'index.html'), { dotfiles: 'allow' });
    });
  };
}

function errors(context: HubContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = toProblem(error);
    const requestId = (response.locals.requestId as string | undefined) ?? giveRequestId(request, response);
    if (problem.status >= 500) context.log.error({ err: error, requestId, path: request.path }, 'request failed');
    if (response.headersSent) return next(error);
    sendProblem(response, problem, requestId, request.path);
  };
}
