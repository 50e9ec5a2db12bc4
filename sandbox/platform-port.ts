import http from 'node:http';
import type { CallLog } from './call-log.ts';
import type { Fault, FaultList } from './faults.ts';
import type { Platform, PlatformAnswer, PlatformCall } from './platform.ts';

const BODY_BYTES_MAX = 4 * 1024 * 1024;

export interface PlatformPortOptions {
  platforms: ReadonlyMap<string, Platform>;
  faults: FaultList;
  calls: CallLog;
  changed: () => void;
  /** What callers believe our scheme and host to be, when a proxy stands between; signatures cover it. */
  publicUrl?: string;
}

/** The port that the merchant's software calls as if it were the platforms; not yet listening. */
export function createPlatformPort(options: PlatformPortOptions): http.Server {
  return http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => answerRequest(options, request, response, Buffer.concat(chunks).toString('utf8')));
    // A caller that goes away in the middle of its request has asked for nothing.
    request.on('error', () => undefined);
  });
}

function answerRequest(
  options: PlatformPortOptions,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  body: string,
): void {
  const [pathname = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  const name = pathname.split('/')[1] ?? '';
  const platform = options.platforms.get(name);
  if (!platform) {
    send(response, textAnswer(404, `no platform here; known: ${[...options.platforms.keys()].join(', ')}\n`));
    return;
  }
  const origin = options.publicUrl?.replace(/\/+$/, '') ?? `http://${request.headers.host ?? 'localhost'}`;
  const call = platform.readCall({
    method: request.method ?? 'GET',
    url: origin + pathname,
    path: pathname.slice(name.length + 1),
    query,
    headers: request.headers,
    body,
  });
  const fault = options.faults.take(name, call);
  const answer = fault ? meetFault(call, fault, response) : answerTruly(call, response);
  options.calls.add({
    at: new Date().toISOString(),
    platform: name,
    method: request.method ?? 'GET',
    path: call.path,
    params: call.params,
    ...(call.orderId === undefined ? {} : { orderId: call.orderId }),
    ...(answer ? { status: answer.status, code: answer.code } : {}),
    ...(fault ? { fault: fault.act } : {}),
  });
  options.changed();
}

function answerTruly(call: PlatformCall, response: http.ServerResponse): PlatformAnswer {
  const answer = call.answer();
  send(response, answer);
  return answer;
}

/** Lets the call meet the fault; returns what the platform decided, or undefined when it did not act at all. */
function meetFault(call: PlatformCall, fault: Fault, response: http.ServerResponse): PlatformAnswer | undefined {
  const acted = fault.actFirst ? call.answer() : undefined;
  switch (fault.act) {
    case 'status': {
      const retryAfter = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      send(response, textAnswer(fault.status ?? 503, fault.msg ?? 'service unavailable\n'), retryAfter);
      return acted;
    }
    case 'html':
      send(response, {
        status: fault.status ?? 200,
        contentType: 'text/html;charset=utf-8',
        body: LOGIN_PAGE,
        code: 0,
      });
      return acted;
    case 'error-code': {
      const answer = call.failure(fault.code, fault.msg);
      send(response, answer);
      return acted ?? answer;
    }
    case 'hang':
      // The caller's own time-out ends this, or our shutdown.
      return acted;
    case 'slow': {
      const answer = acted ?? call.answer();
      const timer = setTimeout(() => send(response, answer), fault.delayMs ?? 1_000);
      response.on('close', () => clearTimeout(timer));
      return answer;
    }
    case 'half': {
      const answer = acted ?? call.answer();
      const bytes = Buffer.from(answer.body);
      response.writeHead(answer.status, { 'content-type': answer.contentType, 'content-length': bytes.length });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
      return answer;
    }
    case 'reset-after-acting': {
      const answer = acted ?? call.answer();
      response.socket?.resetAndDestroy();
      return answer;
    }
  }
}

function send(response: http.ServerResponse, answer: PlatformAnswer, headers: http.OutgoingHttpHeaders = {}): void {
  const bytes = Buffer.from(answer.body);
  const about = { 'content-type': answer.contentType, 'content-length': bytes.length };
  response.writeHead(answer.status, { ...about, ...answer.headers, ...headers });
  response.end(bytes);
}

function textAnswer(status: number, body: string): PlatformAnswer {
  return { status, contentType: 'text/plain;charset=utf-8', body, code: status };
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

const LOGIN_PAGE = '<!doctype html><html><head><title>登录</title></head><body><form>请先登录</form></body></html>\n';
