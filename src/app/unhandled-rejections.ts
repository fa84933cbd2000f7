import type { FastifyBaseLogger } from 'fastify';
import { isUnreachable } from '../database/is-database-unavailable.js';
import type { TelemetrySink } from '../observability/telemetry.js';

/**
 * Last line of defence: a rejection that nothing handles. A lost connection is logged and counted, and the process
 * goes on, for whatever asked is answered or repeated elsewhere; any other leaves it in a state that is not known,
 * so it is told to `stop`: requests under way are finished, and it exits with 1 to be started anew.
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
    if (isConnection) return logger.error(line, 'a rejection that nothing handled: a lost connection');
    logger.fatal(line, 'a rejection that nothing handled: the process stops');
    stop();
  });
}
