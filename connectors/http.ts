import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { AxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { type CallRecord, tellCall, withoutValues } from './call-record.ts';
import type { CallGate } from './contract.ts';
import { ConnectorError } from './errors.ts';

/** The largest answer that we read from a platform. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
const RETRY_AFTER_MAX_MS = 3600_000;

/**
 * The one door out. Connections are kept alive, the answer is read as bytes (ids above 2^53 must not meet JSON.parse), redirects are
 * not followed (no platform needs them, and a signature would leak), and a proxy of the environment is ignored.
 */
const client: AxiosInstance = axios.create({
  httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 32 }),
  httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 32 }),
  maxRedirects: 0,
  maxContentLength: ANSWER_BYTES_MAX,
  proxy: false,
  responseType: 'arraybuffer',
  validateStatus: () => true,
});

export interface RemoteAnswer {
  status: number;
  contentType: string;
  text: string;
}

export interface RemoteCall<T> extends Pick<AxiosRequestConfig, 'method' | 'url' | 'data' | 'headers'> {
  timeoutMs: number;
  signal: AbortSignal;
  /** True when a repeat would act a second time: a lost answer is then an unknown outcome instead of "try again". */
  acts: boolean;
  gate: CallGate;
  /** What the platform's own words mean. It throws what they refuse; that the platform asks to slow down is learnt from here, too. */
  read: (answer: RemoteAnswer) => T;
}

/**
 * Sends one call through the connection's gate and answers what the platform itself said.
 * @throws ConnectorError `unavailable` when it surely did not act, `outcome-unknown` when an acting call may have arrived,
 *   `rate-limited` when it is to be slower, and what `read` throws.
 */
export function callRemote<T>({ gate, read, ...call }: RemoteCall<T>): Promise<T> {
  return gate.pass(async () => read(await recorded(call)));
}

type Sent = Omit<RemoteCall<never>, 'gate' | 'read'>;

async function recorded(call: Sent): Promise<RemoteAnswer> {
  const startedMs = performance.now();
  const record: CallRecord = {
    method: call.method ?? 'GET',
    url: withoutValues(call.url ?? ''),
    status: null,
    durationMs: 0,
    answerBytes: 0,
    outcome: 'answered',
  };
  try {
    return await send(call, record);
  } catch (error) {
    record.outcome = error instanceof ConnectorError ? error.kind : 'failed';
    throw error;
  } finally {
    record.durationMs = Math.round(performance.now() - startedMs);
    tellCall(record);
  }
}

async function send({ timeoutMs, signal, acts, ...request }: Sent, record: CallRecord): Promise<RemoteAnswer> {
  const lost = acts ? 'outcome-unknown' : 'unavailable';
  try {
    const response = await client.request<Buffer>({ ...request, timeout: timeoutMs, signal });
    const text = Buffer.from(response.data).toString('utf8');
    record.status = response.status;
    record.answerBytes = response.data.length;
    if (response.status === 429) {
      throw new ConnectorError('rate-limited', 'the platform asks to slow down', {
        retryAfterMs: retryAfterMs(response.headers['retry-after']),
      });
    }
    if (response.status >= 500) {
      throw new ConnectorError(lost, `the platform answered ${response.status}`, {
        platformCode: String(response.status),
        silent: true,
      });
    }
    return { status: response.status, contentType: String(response.headers['content-type'] ?? ''), text };
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    const code = error instanceof AxiosError ? (error.code ?? 'network') : 'network';
    // Only these say for certain that no byte of the request was taken.
    const neverArrived = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
    // The cause is left out on purpose: an AxiosError carries the whole request, secrets included.
    throw new ConnectorError(neverArrived ? 'unavailable' : lost, `no answer from the platform (${code})`, {
      // A call that we gave up ourselves says nothing about the platform.
      silent: !signal.aborted,
    });
  }
}

/** Seconds, or a moment by the platform's clock; an hour at most. */
function retryAfterMs(header: unknown): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return waitMs >= 0 ? Math.min(waitMs, RETRY_AFTER_MAX_MS) : undefined;
}
