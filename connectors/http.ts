import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { AxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { type CallRecord, tellCall, withoutValues } from './call-record.ts';
import { ConnectorError } from './errors.ts';

/** The largest answer that we read from a platform. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

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

export interface RemoteCall extends Pick<AxiosRequestConfig, 'method' | 'url' | 'data' | 'headers'> {
  timeoutMs: number;
  signal: AbortSignal;
  /** True when a repeat would act a second time: a lost answer is then an unknown outcome instead of "try again". */
  acts: boolean;
}

/**
 * Sends one call and answers what came back when the platform itself spoke.
 * @throws ConnectorError `unavailable` when it surely did not act, `outcome-unknown` when an acting call may have arrived,
 *   `rate-limited` on 429.
 */
export async function callRemote(call: RemoteCall): Promise<RemoteAnswer> {
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

async function send({ timeoutMs, signal, acts, ...request }: RemoteCall, record: CallRecord): Promise<RemoteAnswer> {
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
      });
    }
    return { status: response.status, contentType: String(response.headers['content-type'] ?? ''), text };
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    const code = error instanceof AxiosError ? (error.code ?? 'network') : 'network';
    // Only these say for certain that no byte of the request was taken.
    const neverArrived = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
    // The cause is left out on purpose: an AxiosError carries the whole request, secrets included.
    throw new ConnectorError(neverArrived ? 'unavailable' : lost, `no answer from the platform (${code})`);
  }
}

function retryAfterMs(header: unknown): number | undefined {
  const seconds = Number(header);
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
}
