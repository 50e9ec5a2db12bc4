import createClient, { type Client } from 'openapi-fetch';
import { Webhook } from 'standardwebhooks';
import type { components, paths } from '../generated/schema.ts';

export type { components, paths } from '../generated/schema.ts';
export type JiedanClient = Client<paths>;
/** RFC 9457: `type` is stable and safe to switch on. */
export type Problem = components['schemas']['Problem'];

export interface JiedanOptions {
  /** Of the hub, without `/api/v1`: `https://hub.example.com`. */
  url: string;
  /** An API key, `jd_…`. */
  key: string;
  /** How often a call is sent again that the hub could not take, or that got no answer; 3 when left out. */
  retries?: number;
}

/** Longer than this nobody waits inside a call. */
const WAIT_MAX_MS = 60_000;
const WAIT_FIRST_MS = 500;

/**
 * The hub's API, typed by its description. Each changing call gets an `Idempotency-Key` of its own unless it brings one, and keeps it
 * when it is sent again: however often that is, the hub acts once. 429 and 503 are waited for as `Retry-After` says.
 */
export function createJiedan({ url, key, retries = 3 }: JiedanOptions): JiedanClient {
  const client = createClient<paths>({
    baseUrl: `${url.replace(/\/+$/, '')}/api/v1`,
    fetch: (request) => patiently(request, retries),
  });
  client.use({
    onRequest: ({ request }) => {
      request.headers.set('Authorization', `Bearer ${key}`);
      const changes = request.method !== 'GET' && request.method !== 'HEAD';
      if (changes && !request.headers.has('Idempotency-Key'))
        request.headers.set('Idempotency-Key', crypto.randomUUID());
      return request;
    },
  });
  return client;
}

async function patiently(request: Request, retries: number): Promise<Response> {
  for (let tried = 0; ; tried += 1) {
    const isLast = tried >= retries;
    const pauseMs = WAIT_FIRST_MS * 2 ** tried;
    try {
      const response = await fetch(request.clone());
      const mayPass = response.status === 429 || response.status === 503;
      if (isLast || !mayPass) return response;
      const askedMs = Number(response.headers.get('Retry-After') ?? Number.NaN) * 1000;
      if (askedMs > WAIT_MAX_MS) return response;
      await response.body?.cancel();
      await later(Number.isNaN(askedMs) ? pauseMs : askedMs);
    } catch (error) {
      if (isLast || request.signal.aborted) throw error;
      await later(pauseMs);
    }
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What the hub answered instead of what was asked for. */
export class JiedanError extends Error {
  override name = 'JiedanError';
  constructor(
    readonly status: number,
    /** Null where the answer was none of the hub's. */
    readonly problem: Problem | null,
  ) {
    super(problem ? `${problem.title}: ${problem.detail ?? ''}` : `the hub answered ${String(status)}`);
  }
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a success. @throws JiedanError for everything else. */
export async function unwrap<Data>(call: Promise<Answer<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await call;
  if (response.ok && data !== undefined && data !== null) return data;
  const isProblem = typeof error === 'object' && error !== null && 'type' in error;
  throw new JiedanError(response.status, isProblem ? (error as Problem) : null);
}

interface Page<Item> {
  items: Item[];
  nextCursor?: string | null;
}

/** Every item of a list, page after page. @param page asks for one, from a cursor on. @throws JiedanError */
export async function* pages<Item>(
  page: (cursor: string | undefined) => Promise<Answer<Page<Item>>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await unwrap(page(cursor));
    yield* items;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/**
 * A webhook of the hub, once it is sure that the hub sent it. @param body the bytes as they came, before any parser.
 * @throws Error for another secret, a changed body, and a message that is older than five minutes.
 */
export function readWebhook(secret: string, headers: Record<string, string>, body: string | Uint8Array): unknown {
  return new Webhook(secret).verify(typeof body === 'string' ? body : Buffer.from(body), headers);
}
