import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** JSON lines on standard output. What is known to carry secrets or personal data is cut out before anything is written. */
export function createLog({ logLevel }: Pick<Config, 'logLevel'>, role: string): Logger {
  return pino({
    level: logLevel,
    base: { role },
    redact: {
      paths: [
        '*.config',
        '*.secret',
        '*.password',
        '*.credentials',
        '*.authorization',
        '*.cookie',
        'err.config',
        'err.request',
        'err.response',
        'err.parameters',
      ],
      remove: true,
    },
  });
}
