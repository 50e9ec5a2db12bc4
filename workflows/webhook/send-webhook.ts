import { request as httpRequest, Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { AddressError, type OutgoingGuard } from '../../connectors/outgoing-address.ts';

/** From the look-up of the name to the last byte of the answer. */
export const ANSWER_MS = 15_000;
/** More of an answer is not read: what counts is its status. */
export const ANSWER_BYTES_MAX = 64 * 1024;
const ANSWER_SHOWN_MAX = 500;
const IDLE_MS = 10_000;

/** Why a message did not get through; null is delivered. */
export type SendFailure = 'address_refused' | 'unreachable' | 'timed_out' | 'redirect' | 'error_status' | null;

export interface SendResult {
  status: number | null;
  failure: SendFailure;
  /** The first characters of the answer, or what went wrong. */
  answer: string;
  retryAfterMs: number | null;
}

export interface OutgoingMessage {
  id: string;
  url: string;
  body: string;
  /** All that sign, the newest first. */
  secrets: readonly string[];
  signal: AbortSignal;
  answerMs?: number;
}

const agents = {
  'http:': new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
  'https:': new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
};

/**
 * Posts one message by Standard Webhooks. Redirects are not followed, no proxy is asked, and the connection goes where the guard has
 * looked. @throws only when `signal` is aborted; everything else is a result.
 */
export async function sendWebhook(guard: OutgoingGuard, message: OutgoingMessage): Promise<SendResult> {
  const late = AbortSignal.timeout(message.answerMs ?? ANSWER_MS);
  const signal = AbortSignal.any([message.signal, late]);
  try {
    const { url, lookup } = await guard.pin(message.url);
    signal.throwIfAborted();
    return await post(url, lookup, message, signal);
  } catch (error) {
    message.signal.throwIfAborted();
    if (error instanceof AddressError) return failed('address_refused', `${error.fault}: ${error.message}`);
    if (late.aborted) return failed('timed_out', 'no complete answer in time');
    return failed(
      'unreachable',
      error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : '',
    );
  }
}

function failed(failure: SendFailure, answer: string): SendResult {
  return { status: null, failure, answer: answer.slice(0, ANSWER_SHOWN_MAX), retryAfterMs: null };
}

function headersOf({ id, body, secrets }: OutgoingMessage): Record<string, string> {
  const at = new Date();
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'jiedan-webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

async function post(
  url: URL,
  lookup: LookupFunction,
  message: OutgoingMessage,
  signal: AbortSignal,
  fresh = false,
): Promise<SendResult> {
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  const agent = fresh ? false : agents[protocol];
  const call = send(url, { method: 'POST', headers: headersOf(message), lookup, agent, signal });
  call.end(message.body);
  let response: IncomingMessage;
  try {
    response = await answerTo(call);
  } catch (error) {
    // The receiver closed a kept connection just as we used it again; that is no failure of either.
    if (call.reusedSocket && !signal.aborted) return post(url, lookup, message, signal, true);
    throw error;
  }
  const text = await readSome(response);
  const status = response.statusCode ?? 0;
  return {
    status,
    failure: status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirect' : 'error_status',
    answer: text.slice(0, ANSWER_SHOWN_MAX),
    retryAfterMs: retryAfterMs(response.headers['retry-after']),
  };
}

function answerTo(call: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    call.once('response', resolve);
    call.on('error', reject);
  });
}

/** What comes after the limit is cut off with the connection. @throws when the answer does not end in time. */
async function readSome(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop destroys the stream and its connection.
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  // NUL cannot be stored as text.
  return Buffer.concat(chunks)
    .subarray(0, ANSWER_SHOWN_MAX * 4)
    .toString('utf8')
    .replaceAll('\0', '');
}

/** Seconds or a date. */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
