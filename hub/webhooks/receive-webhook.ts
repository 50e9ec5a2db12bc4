import type { IncomingMessage, ServerResponse } from 'node:http';
import { SpanKind } from '@opentelemetry/api';
import {
  type AddressCheck,
  type PushAnswer,
  type PushRequest,
  type ReceivedPush,
  type SalesChannel,
  UNREADABLE,
} from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import { findChannel } from '../../connectors/registry.ts';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import type { NewMessage } from '../../prisma/store/inbound-messages.ts';
import { traced, traceParent } from '../../workflows/tracing.ts';
import type { HubContext } from '../context.ts';
import type { OpenConnection } from './connection-cache.ts';
import { BodyError, readBody } from './read-body.ts';

/** `/webhooks/{platform}/{connectionId}[/{kind}]`, then perhaps a query. */
const ADDRESS = /^\/webhooks\/([^/?]+)\/([^/?]+)(?:\/([^/?]+))?\/?(?:\?|$)/;

/**
 * `GET|POST /webhooks/{platform}/{connectionId}[/{kind}]`, the one door for every platform: raw bytes, is it really the platform,
 * stored durably, the platform's own ack. Nothing else happens before the ack; any failure answers "try again". It stands before the
 * web framework: a push needs none of it, and at the lunch peak each step counts.
 * @returns false for requests to other addresses and for platforms that the hub does not know; they are untouched.
 */
export function receiveWebhook(context: HubContext): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const [, platform = '', connectionId = '', kind = null] = ADDRESS.exec(request.url ?? '') ?? [];
    const channel = findChannel(platform);
    if (!channel) return false;
    traced({ name: `push ${platform}`, kind: SpanKind.SERVER }, () =>
      answerPush(context, channel, connectionId, kind, request),
    )
      .catch((error: unknown) => refuse(context, channel, connectionId, error))
      .then((answer) => write(response, answer))
      .catch((error: unknown) => context.log.warn({ platform, err: error }, 'a push could not be answered'));
    return true;
  };
}

function write(response: ServerResponse, { status, contentType, body }: PushAnswer): void {
  response.writeHead(status, ['Content-Type', contentType, 'Content-Length', Buffer.byteLength(body)]).end(body);
}

function refuse(context: HubContext, channel: SalesChannel, connectionId: string, error: unknown): PushAnswer {
  const { platform } = channel;
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
}

async function answerPush(
  context: HubContext,
  channel: SalesChannel,
  connectionId: string,
  kind: string | null,
  request: IncomingMessage,
): Promise<PushAnswer> {
  if (request.method !== 'GET' && request.method !== 'POST')
    throw new ConnectorError('malformed', 'only GET and POST are known here');
  const body = await readBody(request);
  const { connections } = context;
  const { platform } = channel;
  const connection = connections.known(platform, connectionId) ?? (await connections.find(platform, connectionId));
  if (!connection) throw new ConnectorError('unauthorized', 'there is no such connection');
  const push = pushOf(context, connection, kind, request, body);
  const received = await verifyAgain(context, connection, push);
  if ('addressCheck' in received) return received.addressCheck;
  context.clockSkew.note(channel.platform, received.sentAt, push.receivedAt);
  const { platformShopId } = received;
  const shop = knownShop(connection, platformShopId) ?? (await findShop(context, connection, platformShopId ?? ''));
  const parkedReason = reasonToPark(received, shop);
  const message: NewMessage = {
    merchantId: connection.stored.merchantId,
    connectionId,
    shopId: shop.id,
    platformShopId,
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
    traceParent: traceParent(),
  };
  await context.intake.store(message);
  context.metrics.pushes.inc({ platform: channel.platform, outcome: parkedReason ? 'parked' : 'stored' });
  return channel.acknowledge(received);
}

/**
 * A signature that does not fit may be of credentials that another process has just changed, so they are read once more; if it still
 * does not fit, ours may be wrong, and the shops page says so.
 */
async function verifyAgain(
  { connections, refusedPushes }: HubContext,
  connection: OpenConnection,
  push: PushRequest,
): Promise<ReceivedPush | AddressCheck> {
  try {
    return verifyPush(connection, push);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'invalid-signature') throw error;
    const { id, platform } = connection.stored;
    try {
      const newer = await connections.findNewer(platform, id);
      if (newer && newer !== connection) return verifyPush(newer, push);
    } catch (again) {
      if (!(again instanceof ConnectorError)) throw again;
    }
    refusedPushes.note(id, push.receivedAt);
    throw error;
  }
}

/** While credentials are being changed, a push may still be signed with those from before. */
function verifyPush({ channel, config, previous }: OpenConnection, push: PushRequest): ReceivedPush | AddressCheck {
  try {
    return channel.receive(push, config);
  } catch (error) {
    const isSignature = error instanceof ConnectorError && error.kind === 'invalid-signature';
    if (!isSignature || !previous || previous.until <= push.receivedAt) throw error;
    return channel.receive(push, previous.config);
  }
}

function pushOf(
  context: HubContext,
  { stored }: OpenConnection,
  kind: string | null,
  request: IncomingMessage,
  body: Buffer,
): PushRequest {
  const { url = '' } = request;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  return {
    method: request.method as 'GET' | 'POST',
    registeredUrl: `${stored.registeredBaseUrl ?? context.publicUrl()}${path}`,
    kind,
    query: mark < 0 ? '' : url.slice(mark + 1),
    contentType: request.headers['content-type'] ?? null,
    headers: request.headers,
    body,
    receivedAt: new Date(),
  };
}

/** Null is for the order's own inbox; a reason is for a person. */
function reasonToPark({ kind, platformOrderId }: ReceivedPush, shop: PushedShop): string | null {
  if (kind === UNREADABLE) return 'malformed';
  if (platformOrderId === null) return 'not_an_order';
  return shop.known ? null : 'unknown_shop';
}

interface PushedShop {
  id: string | null;
  known: boolean;
}

/** A push that names no shop belongs to the only one, or to the shop of its order, which the dispatcher finds. */
function knownShop({ stored }: OpenConnection, platformShopId: string | null): PushedShop | undefined {
  if (platformShopId === null) {
    const [only] = stored.shops.size === 1 ? stored.shops.values() : [];
    return { id: only ?? null, known: true };
  }
  const id = stored.shops.get(platformShopId);
  return id === undefined ? undefined : { id, known: true };
}

/** A push that names a shop we do not know may be of a shop added a moment ago, so the cache is not trusted with a "no". */
async function findShop(context: HubContext, { stored, channel }: OpenConnection, named: string): Promise<PushedShop> {
  const fresh = await context.connections.find(channel.platform, stored.id, { fresh: true });
  const id = fresh?.stored.shops.get(named) ?? null;
  return { id, known: id !== null };
}
