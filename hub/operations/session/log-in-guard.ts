import type { Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { v7 as uuidv7 } from 'uuid';
import { normalEmail } from '../../../prisma/store/identities.ts';
import {
  countAttempt,
  forgetAttempts,
  forgiveAttempt,
  sweepAttempts,
  type ThrottleKey,
} from '../../../prisma/store/log-in-throttle.ts';
import type { HubContext } from '../../context.ts';
import { Problem } from '../../problem.ts';
import { cookieOptions } from './session-answer.ts';

const DEVICE_COOKIE = 'jiedan_device';
const DEVICE_ISSUER = 'jiedan device';
const DEVICE_DAYS = 365;

/** Free attempts in a quarter of an hour: of a browser that has logged in before, of an account by all strangers, of an address. */
const FREE_OF_DEVICE = 10;
const FREE_OF_ACCOUNT = 5;
const FREE_OF_ADDRESS = 30;
/** One log-in in this many clears what is long over. */
const SWEEP_ONE_IN = 50;

/**
 * Slows down who guesses. A browser that has logged in to the account before carries a signed cookie and is counted by itself, so
 * strangers who hammer the account make only strangers wait. @throws Problem `too-many-attempts`.
 */
export async function guardLogIn(context: HubContext, http: Request, email: string): Promise<LogInGuard> {
  const { cipher, system } = context.database;
  const account = normalEmail(email);
  const device = readDevice(context, http, account);
  const keyOf = (kind: string, value: string, free: number): ThrottleKey => ({
    hash: cipher.digest(`${kind} ${value}`, 'log-in'),
    free,
  });
  const address = keyOf('address', http.ip ?? '', FREE_OF_ADDRESS);
  const who = device ? keyOf('device', device, FREE_OF_DEVICE) : keyOf('account', account, FREE_OF_ACCOUNT);
  // A known browser does not wait for what others do from its address either.
  const waitSeconds = await countAttempt(system, device ? [who] : [who, address]);
  if (waitSeconds !== null) {
    context.metrics.logIns.inc({ outcome: 'slowed' });
    throw new Problem('too-many-attempts', `Try again in ${waitSeconds} seconds.`, {}, waitSeconds);
  }
  return {
    succeeded: async () => {
      await forgetAttempts(system, [who.hash]);
      if (!device) await forgiveAttempt(system, address);
      if (Math.random() < 1 / SWEEP_ONE_IN) await sweepAttempts(system);
    },
    remember: (response) =>
      void response.cookie(DEVICE_COOKIE, signDevice(context, account, device), {
        ...cookieOptions(context),
        maxAge: DEVICE_DAYS * 24 * 3600 * 1000,
      }),
  };
}

export interface LogInGuard {
  succeeded(): Promise<void>;
  /** Gives the browser what tells it from strangers the next time. */
  remember(response: Response): void;
}

function signDevice({ database }: HubContext, account: string, device: string | null): string {
  return jwt.sign({}, database.cipher.tokenKey, {
    algorithm: 'HS256',
    expiresIn: DEVICE_DAYS * 24 * 3600,
    issuer: DEVICE_ISSUER,
    subject: database.cipher.digest(account, 'log-in device'),
    jwtid: device ?? uuidv7(),
  });
}

/** @returns the browser's id, when it has logged in to this account before. */
function readDevice({ database }: HubContext, http: Request, account: string): string | null {
  const value: unknown = (http.cookies as Record<string, unknown> | undefined)?.[DEVICE_COOKIE];
  if (typeof value !== 'string') return null;
  try {
    const claims = jwt.verify(value, database.cipher.tokenKey, {
      algorithms: ['HS256'],
      issuer: DEVICE_ISSUER,
      subject: database.cipher.digest(account, 'log-in device'),
    });
    return typeof claims === 'object' ? (claims.jti ?? null) : null;
  } catch {
    return null;
  }
}
