import express, { type Request, type RequestHandler, type Response } from 'express';
import type { PushAnswer, PushRequest, ReceivedPush, SalesChannel } from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import { findChannel } from '../../connectors/registry.ts';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import type { NewMessage } from '../../prisma/store/inbound-messages.ts';
import type { HubContext } from '../context.ts';
import type { OpenConnection } from './connection-cache.ts';

/** Pushes are a few kilobytes; a large basket is some fifty. */
const BODY_BYTES_MAX = 1024 * 1024;

/** A compressed body is not inflated: no platform sends one, and its size could not be trusted. */
const readBody = express.raw({ type: () => true, limit: BODY_BYTES_MAX, inflate: false });

/**
 * `GET|POST /webhooks/{platform}/{connectionId}[/{kind}]`, the one door for every platform: raw bytes, is it really the platform,
 * stored durably, the platform's own ack. Nothing else happens before the ack; any failure answers "try again".
 */
export function receiveWebhook(context: HubContext): RequestHandler {
  return async (request, response, next) => {
    const { platform = '', connectionId = '', kind = null } = request.params as Record<string, string | undefined>;
    const channel = findChannel(platform);
    if (!channel) return next();
    const answer = await answerPush(context, channel, connectionId, kind, request, response).catch((error: unknown) => {
      const expected =
        error instanceof ConnectorError || error instanceof MalformedError || error instanceof UnknownValueError;
      context.metrics.pushes.inc({ platform, outcome: expected ? 'refused' : 'failed' });
      if (error instanceof ConnectorError) context.clockSkew.note(platform, error.sentAt, new Date());
      if (expected) context.log.info({ platform, connectionId, reason: error.message }, 'push refused');
      else
        context.log.error(
          { platform, connectionId, err: error },
          'push not stored, the platform is asked to send it again',
        );
      const refusal = channel.refuse(error);
      return error instanceof BodyError ? { ...refusal, status: error.status } : refusal;
    });
    const headers = { 'Content-Type': answer.contentType, 'Content-Length': Buffer.byteLength(answer.body) };
    response.writeHead(answer.status, headers).end(answer.body);
  };
}

async function answerPush(
  context: HubContext,
  channel: SalesChannel,
  connectionId: string,
  kind: string | null,
  request: Request,
  response: Response,
): Promise<PushAnswer> {
  if (request.method !== 'GET' && request.method !== 'POST')
    throw new ConnectorError('malformed', 'only GET and POST are known here');
  const [connection] = await Promise.all([
    context.connections.find(channel.platform, connectionId),
    bodyOf(request, response),
  ]);
  if (!connection) throw new ConnectorError('unauthorized', 'there is no such connection');
  const push = pushOf(context, connection, kind, request);
  const received = verifyPush(connection, push);
  if (received === 'address-check') return channel.acknowledge();
  context.clockSkew.note(channel.platform, received.sentAt, push.receivedAt);
  const shop = await findShop(context, connection, received.platformShopId);
  const parkedReason = received.platformOrderId === null ? 'not_an_order' : shop.known ? null : 'unknown_shop';
  const message: NewMessage = {
    merchantId: connection.stored.merchantId,
    connectionId,
    shopId: shop.id,
    platformShopId: received.platformShopId,
    platformOrderId: received.platformOrderId,
    kind: received.kind,
    messageKey: received.messageKey,
    parkedReason,
    payload: {
      method: push.method,
      query: push.query,
      contentType: push.contentType,
      body: push.body.toString('utf8'),
      ...(received.variant === undefined ? {} : { variant: received.variant }),
    },
    receivedAt: push.receivedAt,
  };
  await context.intake.store(message);
  context.metrics.pushes.inc({ platform: channel.platform, outcome: parkedReason ? 'parked' : 'stored' });
  return channel.acknowledge();
}

/** While credentials are being changed, a push may still be signed with those from before. */
function verifyPush({ channel, config, previous }: OpenConnection, push: PushRequest): ReceivedPush | 'address-check' {
  try {
    return channel.receive(push, config);
  } catch (error) {
    const isSignature = error instanceof ConnectorError && error.kind === 'invalid-signature';
    if (!isSignature || !previous || previous.until <= push.receivedAt) throw error;
    return channel.receive(push, previous.config);
  }
}

function pushOf(context: HubContext, { stored }: OpenConnection, kind: string | null, request: Request): PushRequest {
  const mark = request.originalUrl.indexOf('?');
  const path = mark < 0 ? request.originalUrl : request.originalUrl.slice(0, mark);
  return {
    method: request.method as 'GET' | 'POST',
    registeredUrl: `${stored.registeredBaseUrl ?? context.publicUrl()}${path}`,
    kind,
    query: mark < 0 ? '' : request.originalUrl.slice(mark + 1),
    contentType: request.get('content-type') ?? null,
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    receivedAt: new Date(),
  };
}

/**
 * A push that names no shop belongs to the only one, or to the shop of its order, which the dispatcher finds. One that names a shop
 * we do not know may be of a shop added a moment ago, so the cache is not trusted with a "no".
 */
async function findShop(
  context: HubContext,
  { stored, channel }: OpenConnection,
  platformShopId: string | null,
): Promise<{ id: string | null; known: boolean }> {
  if (platformShopId === null) {
    const [only] = stored.shops.size === 1 ? stored.shops.values() : [];
    return { id: only ?? null, known: true };
  }
  const cached = stored.shops.get(platformShopId);
  if (cached) return { id: cached, known: true };
  const fresh = await context.connections.find(channel.platform, stored.id, { fresh: true });
  const id = fresh?.stored.shops.get(platformShopId) ?? null;
  return { id, known: id !== null };
}

function bodyOf(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    readBody(request, response, (error?: Error & { status?: number }) => {
      if (!error) resolve();
      else reject((error.status ?? 500) < 500 ? new BodyError(error.message, error.status ?? 400) : error);
    });
  });
}

/** The body parser's own refusals keep their HTTP status (413, 415, 400); the answer stays in the platform's shape. */
class BodyError extends ConnectorError {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super('malformed', message);
  }
}
