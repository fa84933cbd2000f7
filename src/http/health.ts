import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { QueryConfig } from 'pg';
import type { Database } from '../database/database.js';
import { withTimeout } from '../database/errors.js';
import { installGracefulShutdown } from './graceful-shutdown.js';

/** Milliseconds that the database has to answer a balancer's question. */
const PROBE_TIMEOUT_MS = 2_000;

export interface HealthPluginOptions {
  database: Pick<Database, 'pool' | 'storage' | 'workers'>;
  /** Milliseconds to go on serving while /readyz says that we close, so that a balancer sends nobody any more. */
  closingPauseMs?: number;
}

/**
 * /healthz says that the process answers; /readyz that it can serve: it has its database and is not closing.
 * A balancer takes an instance out on the second, and an orchestrator restarts it on the first. One whose job workers
 * are being started anew is degraded, and still ready: readers are served as well, others do its jobs, and taking out
 * all instances at once for a lost connection would turn a delay into an outage.
 */
export const healthPlugin = plugin(
  async (app: FastifyInstance, { database, closingPauseMs = 0 }: HealthPluginOptions) => {
    const isClosing = installGracefulShutdown(app, closingPauseMs);
    app.get('/healthz', async () => ({ status: 'ok' }));
    app.get('/readyz', async (request, reply) => {
      if (isClosing()) return reply.code(503).send({ status: 'closing' });
      try {
        const query = { text: 'SELECT 1', query_timeout: PROBE_TIMEOUT_MS } as QueryConfig;
        await withTimeout(PROBE_TIMEOUT_MS, database.pool.query(query));
        const { down } = database.workers;
        return {
          status: down.length > 0 ? 'degraded' : 'ready',
          ...(down.length > 0 && { workersDown: down }),
          ...(database.storage.isFull && { writes: 'no space' }),
        };
      } catch (err) {
        request.log.warn({ err }, 'no database');
        return reply.code(503).header('retry-after', '1').send({ status: 'no database' });
      }
    });
  },
);
