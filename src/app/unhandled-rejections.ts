import type { FastifyBaseLogger } from 'fastify';
import { isUnreachable } from '../database/is-database-unavailable.js';
import type { TelemetrySink } from '../observability/telemetry.js';

/**
 * Handles rejections that nothing else handles. A lost connection is logged and counted; after any other,
 * calls `stop`, since the process's state is unknown.
 */
export function handleUnhandledRejections(
  logger: FastifyBaseLogger,
  observer: TelemetrySink,
  stop: () => void,
): void {
  process.on('unhandledRejection', (reason) => {
    const isConnection = isUnreachable(reason);
    observer.unhandledRejection?.(isConnection ? 'connection' : 'other');
    const line = { err: reason, part: 'process' };
    if (isConnection) return logger.error(line, 'unhandled rejection: a connection was lost');
    logger.fatal(line, 'unhandled rejection: the process stops');
    stop();
  });
}
