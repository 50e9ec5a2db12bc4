import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { parse } from 'yaml';
import type { HubContext } from './context.ts';
import { onceByKey } from './idempotency.ts';
import { createIdentify } from './identify.ts';
import type { AnyAnswer, OpenOperation, Operation, OperationId, OperationRequest } from './operation.ts';
import { openOperations, operations } from './operations.ts';

const SPEC_FILE = fileURLToPath(new URL('../openapi/openapi.yaml', import.meta.url));
const BODY_BYTES_MAX = '256kb';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

type AnyOperation = Operation<OperationId> & OpenOperation<OperationId>;

interface SpecDocument {
  paths: Record<string, Partial<Record<(typeof METHODS)[number], { operationId: string }>>>;
}

export function readSpec(): SpecDocument {
  return parse(readFileSync(SPEC_FILE, 'utf8')) as SpecDocument;
}

/** Mounts every operation of the spec under `/api/v1`. Requests are validated against it always, answers where `validateAnswers` says. */
export async function mountApi(app: Express, context: HubContext): Promise<void> {
  const spec = readSpec();
  const router = express.Router();
  router.use(express.json({ limit: BODY_BYTES_MAX, type: ['application/json', 'application/*+json'] }));
  router.use(
    OpenApiValidator.middleware({
      apiSpec: spec as unknown as Parameters<typeof OpenApiValidator.middleware>[0]['apiSpec'],
      validateRequests: { coerceTypes: true },
      validateResponses: context.config.validateAnswers,
      validateSecurity: false,
      validateApiSpec: false,
      // The default serialises dates of objects; ours are text already.
      serDes: [],
    }),
  );
  const identify = createIdentify(context);
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of METHODS) {
      const id = item[method]?.operationId as OperationId | undefined;
      if (id) router[method](path.replace(/\{(\w+)\}/g, ':$1'), handler(id, context, identify));
    }
  }
  app.use('/api/v1', router);
}

function handler(id: OperationId, context: HubContext, identify: ReturnType<typeof createIdentify>): RequestHandler {
  const open = (openOperations as Partial<Record<OperationId, AnyOperation>>)[id];
  const closed = (operations as Partial<Record<OperationId, AnyOperation>>)[id];
  const asIdentity = async (http: Request, request: OperationRequest<OperationId>): Promise<AnyAnswer> => {
    if (!closed) throw new Error(`operation ${id} has no handler`);
    const identity = await identify(http);
    return onceByKey(context, identity, id, http, () => closed(request, identity, context));
  };
  return async (http, response) => {
    const startedAt = process.hrtime.bigint();
    response.on('finish', () => {
      // A live stream ends when its reader leaves; its length says nothing about speed.
      if (id === 'streamLive') return;
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      context.metrics.requests.observe({ operation: id, status: response.statusCode }, seconds);
    });
    const request = {
      path: http.params,
      query: http.query,
      body: http.body as unknown,
      http,
    } as unknown as OperationRequest<OperationId>;
    const answer = open ? ((await open(request, context)) as AnyAnswer) : await asIdentity(http, request);
    await send(response, answer);
  };
}

async function send(response: Response, answer: AnyAnswer): Promise<void> {
  if ('stream' in answer) return answer.stream(response);
  const { status, body, headers = {}, cookies } = answer;
  response.set('Cache-Control', 'no-store').set(headers);
  cookies?.(response);
  if (body === undefined) response.status(status).end();
  else response.status(status).json(body);
}
