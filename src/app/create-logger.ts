import { type Logger, pino } from 'pino';
import type { Config } from '../config/env.js';
import { redactError } from '../observability/redact-error.js';

/** Options of pino-pretty: one line for each message, requests with their method and path. */
const TERMINAL_LINES = {
  ignore: 'pid,hostname,requestId,method,path',
  messageFormat: '{msg}{if path} {method} {path}{end}',
  singleLine: true,
  translateTime: 'SYS:HH:MM:ss',
};

/** Writes a line of JSON for each message, and on a terminal, a line for people. */
export function createLogger({ LOG_LEVEL }: Config): Logger {
  const transport = { target: 'pino-pretty', options: TERMINAL_LINES };
  return pino({
    level: LOG_LEVEL,
    serializers: { err: redactError },
    ...(process.stdout.isTTY && { transport }),
  });
}
