import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import cron from 'node-cron';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const optionalText = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

/** Values with commas between them; none by default. */
const listOf = (each: RegExp, message: string) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .refine((parts) => parts.every((part) => each.test(part)), message);

const secretKey = optionalText.refine(
  (value) => value === undefined || Buffer.from(value, 'base64').length === 32,
  'must be 32 bytes in base64 (make one with: openssl rand -base64 32)',
);

const cronText = z
  .string()
  .trim()
  .refine((value) => value === 'off' || cron.validate(value), 'must be a cron expression such as */2 * * * *, or off');

const environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  JIEDAN_DATA: z.string().trim().min(1).default('.jiedan'),
  JIEDAN_CACHE: optionalText,
  XDG_CACHE_HOME: optionalText,
  npm_lifecycle_event: optionalText,
  JIEDAN_ROLE: z.enum(['all', 'api', 'worker', 'sandbox']).default('all'),
  JIEDAN_SECRET_KEY: secretKey,
  JIEDAN_NEW_SECRET_KEY: secretKey,
  DATABASE_URL: optionalText.refine(
    (value) => value === undefined || /^postgres(ql)?:\/\//.test(value),
    'must start with postgresql://',
  ),
  DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(200).default(10),
  TEMPORAL_ADDRESS: optionalText.refine(
    (value) => value === undefined || /^[^\s/]+:\d+$/.test(value),
    'must be host:port, for example localhost:7233',
  ),
  TEMPORAL_NAMESPACE: z.string().trim().min(1).default('default'),
  TEMPORAL_TASK_QUEUE: z.string().trim().min(1).default('jiedan'),
  TEMPORAL_UI_URL: optionalText.refine((value) => value === undefined || URL.canParse(value), 'must be a URL'),
  PUBLIC_URL: optionalText.refine((value) => value === undefined || URL.canParse(value), 'must be a URL'),
  POLL_CRON: cronText.default('*/2 * * * *'),
  SWEEP_CRON: cronText.default('30 3 * * *'),
  RETAIN_RAW_DAYS: z.coerce.number().int().min(7).max(3650).default(180),
  OUTGOING_ALLOWED_HOSTS: listOf(/^[\w.:-]+$/, 'must be host names or numbers, with commas between them'),
  OUTGOING_DNS_SERVERS: listOf(
    /^[\d.]+(?::\d+)?$|^\[?[\da-f:]+\]?(?::\d+)?$/i,
    'must be addresses, with commas between them',
  ),
  SANDBOX_PORT: port.default(0),
  SANDBOX_CONTROL_PORT: port.default(0),
  TRUST_PROXY: z.string().trim().min(1).default('loopback,uniquelocal'),
  SANDBOX_URL: optionalText.refine((value) => value === undefined || URL.canParse(value), 'must be a URL'),
  COOKIE_SECURE: z.enum(['auto', 'true', 'false']).default('auto'),
  JIEDAN_VALIDATE_ANSWERS: z.enum(['true', 'false']).default('false'),
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalText.refine(
    (value) => value === undefined || URL.canParse(value),
    'must be a URL',
  ),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Everything a process is told from outside. Read once at start; nothing else reads the environment. */
export interface Config {
  role: 'all' | 'api' | 'worker' | 'sandbox';
  /** 0 asks the system for any free port. */
  port: number;
  host: string;
  /** Absolute folder of the embedded parts: database, Temporal, secret key, run file. */
  dataDir: string;
  /** Absolute folder of downloaded programs, shared by every checkout of this person. */
  cacheDir: string;
  /** 32 bytes in base64; absent in the demo, where the key is made once and kept in `dataDir`. */
  secretKey: string | undefined;
  /** What replaces it, for `jiedan keys change-secret` alone. */
  newSecretKey: string | undefined;
  /** A role that owns the schema; absent means embedded PostgreSQL. */
  databaseUrl: string | undefined;
  databasePoolMax: number;
  /** host:port; absent means a Temporal server of our own. */
  temporalAddress: string | undefined;
  temporalNamespace: string;
  temporalTaskQueue: string;
  /** Temporal's own page, without a slash at the end, for links to an order's workflow; absent shows none. */
  temporalUiUrl: string | undefined;
  /** The address under which platforms and people reach the hub; signatures of pushes are checked over it. */
  publicUrl: string | undefined;
  /** When shops are polled; null never. */
  pollCron: string | null;
  /** When the last days are compared with the platforms, Asia/Shanghai time; null never. */
  sweepCron: string | null;
  /** How long the body of a message is kept after it came, in days; what it told stays. */
  retainRawDays: number;
  /** Hosts of the inside that may be called although people typed them in; all others must be public. */
  outgoingAllowedHosts: string[];
  /** Name servers for addresses that people typed in; empty asks the system's. */
  outgoingDnsServers: string[];
  sandboxPort: number;
  sandboxControlPort: number;
  /** Where a sandbox runs that people may connect to beside the real platforms; absent where there is none. */
  sandboxUrl: string | undefined;
  /** npm puts a shell between itself and us, and a signal to npm ends only those two. */
  startedByNpm: boolean;
  /** Whose word about a caller's address counts: express's names and networks, comma-separated; `none` takes nobody's. */
  trustProxy: string[];
  cookieSecure: boolean;
  /** True in tests: an answer that the spec does not describe becomes an error of ours. */
  validateAnswers: boolean;
  /** Where spans are sent (OTLP over HTTP, without `/v1/traces`); none are made without it. */
  otlpEndpoint?: string | undefined;
  logLevel: string;
}

/** A wrong environment variable; the message is one line that names it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** @throws ConfigError naming the first wrong variable. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = issue?.path.join('.') ?? 'environment';
    throw new ConfigError(`${name}=${JSON.stringify(env[name] ?? '')} is not usable: ${issue?.message ?? 'invalid'}`);
  }
  const value = parsed.data;
  const publicUrl = value.PUBLIC_URL?.replace(/\/+$/, '');
  return {
    role: value.JIEDAN_ROLE,
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.JIEDAN_DATA),
    cacheDir: resolve(value.JIEDAN_CACHE ?? join(value.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'jiedan')),
    secretKey: value.JIEDAN_SECRET_KEY,
    newSecretKey: value.JIEDAN_NEW_SECRET_KEY,
    databaseUrl: value.DATABASE_URL,
    databasePoolMax: value.DATABASE_POOL_MAX,
    temporalAddress: value.TEMPORAL_ADDRESS,
    temporalNamespace: value.TEMPORAL_NAMESPACE,
    temporalTaskQueue: value.TEMPORAL_TASK_QUEUE,
    temporalUiUrl: value.TEMPORAL_UI_URL?.replace(/\/+$/, ''),
    publicUrl,
    pollCron: value.POLL_CRON === 'off' ? null : value.POLL_CRON,
    sweepCron: value.SWEEP_CRON === 'off' ? null : value.SWEEP_CRON,
    retainRawDays: value.RETAIN_RAW_DAYS,
    outgoingAllowedHosts: value.OUTGOING_ALLOWED_HOSTS,
    outgoingDnsServers: value.OUTGOING_DNS_SERVERS,
    sandboxPort: value.SANDBOX_PORT,
    sandboxControlPort: value.SANDBOX_CONTROL_PORT,
    trustProxy: value.TRUST_PROXY === 'none' ? [] : value.TRUST_PROXY.split(',').map((name) => name.trim()),
    sandboxUrl: value.SANDBOX_URL?.replace(/\/+$/, ''),
    cookieSecure:
      value.COOKIE_SECURE === 'auto' ? (publicUrl?.startsWith('https:') ?? false) : value.COOKIE_SECURE === 'true',
    validateAnswers: value.JIEDAN_VALIDATE_ANSWERS === 'true',
    startedByNpm: value.npm_lifecycle_event !== undefined,
    otlpEndpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT,
    logLevel: value.LOG_LEVEL,
  };
}

/** The address people use for a hub listening on `host`:`port` when no public one is configured. */
export function localUrl(host: string, listeningPort: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host;
  return `http://${name}:${listeningPort}`;
}
