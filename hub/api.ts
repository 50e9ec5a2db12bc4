import { SpanKind } from '@opentelemetry/api';
import express, { type Express, type RequestHandler, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import type { PlainQuery } from '../prisma/store/database.ts';
import type { Identity } from '../prisma/store/identities.ts';
import { traced } from '../workflows/tracing.ts';
import type { HubContext } from './context.ts';
import { noteEffects, onceByKey } from './idempotency.ts';
import type { AnyAnswer, OpenOperation, Operation, OperationId, OperationRequest } from './operation.ts';
import { openOperations, operations } from './operations.ts';
import { mustBeAllowed } from './permissions.ts';
import { Problem } from './problem.ts';
import { RecordedAct } from './recorded-act.ts';
import { compilePatternsOnce } from './route-patterns.ts';
import { type OperationRule, operationRules, readSpec } from './spec.ts';

const BODY_BYTES_MAX = '256kb';

type AnyOperation = Operation<OperationId> & OpenOperation<OperationId>;

/** Mounts every operation of the spec under `/api/v1`. Requests are validated against it always, answers where `validateAnswers` says. */
export async function mountApi(app: Express, context: HubContext): Promise<void> {
  compilePatternsOnce();
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
  for (const rule of operationRules(spec)) {
    router[rule.method](rule.path.replace(/\{(\w+)\}/g, ':$1'), handler(rule, context));
  }
  app.use('/api/v1', router);
}

function handler(rule: OperationRule, context: HubContext): RequestHandler {
  const { id } = rule;
  const open = (openOperations as Partial<Record<OperationId, AnyOperation>>)[id];
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
      note: () => undefined,
    } as unknown as OperationRequest<OperationId>;
    const run = async (): Promise<AnyAnswer> =>
      rule.open && open ? await open(request, context) : closed(rule, context, request);
    // Reading leads to nothing that a trace would have to join.
    const span = { name: id, kind: SpanKind.SERVER, parent: http.get('traceparent') };
    await send(response, rule.method === 'get' ? await run() : await traced(span, run));
  };
}

/** The one place where an identity meets an operation: may they, have they asked before, what do they see, and is it recorded. */
async function closed(
  rule: OperationRule,
  context: HubContext,
  request: OperationRequest<OperationId>,
): Promise<AnyAnswer> {
  const operation = (operations as Partial<Record<OperationId, AnyOperation>>)[rule.id];
  if (!operation) throw new Error(`operation ${rule.id} has no handler`);
  const { http } = request;
  const identity = await context.access.identify(http);
  if (http.res) await context.rates.count(identity, http.res);
  const act = rule.recorded ? new RecordedAct(rule, identity, http) : undefined;
  const { shopIds } = identity;
  const database = context.database.boundTo({ shopIds, ...noteEffects(rule, http, act?.binding) });
  try {
    if (rule.scope) mustBeAllowed(identity, rule.scope);
    return await onceByKey(context, identity, rule, http, async () => {
      const noted = act ? { ...request, note: (details: Record<string, unknown>) => act.note(details) } : request;
      const answer: AnyAnswer = await operation(noted, identity, { ...context, database });
      await act?.afterwards(asMerchant(context, identity));
      return answer;
    });
  } catch (error) {
    if (error instanceof Problem && error.slug === 'forbidden') await act?.refused(asMerchant(context, identity));
    throw error;
  }
}

/** Each statement in a transaction of its own. */
function asMerchant({ database }: HubContext, identity: Identity): PlainQuery {
  return (text, values) =>
    database.withMerchantSql(
      identity.merchant.id,
      async (client) => (await client.query(text, values)).rows as unknown[],
    );
}

async function send(response: Response, answer: AnyAnswer): Promise<void> {
  if ('stream' in answer) return answer.stream(response);
  const { status, body, headers = {}, cookies } = answer;
  response.set('Cache-Control', 'no-store').set(headers);
  cookies?.(response);
  if (body === undefined) response.status(status).end();
  else response.status(status).json(body);
}
