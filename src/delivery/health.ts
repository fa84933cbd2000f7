import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { QueryConfig } from 'pg';
import { inTime } from '../database/away.js';
import type { Database } from '../database/database.js';
import { closeGently } from './closing.js';

/** Milliseconds that the database has to answer a balancer's question. */
const PATIENCE = 2_000;

export interface HealthOptions {
  database: Pick<Database, 'pool' | 'storage' | 'workers'>;
  /** Milliseconds to go on serving while /readyz says that we close, so that a balancer sends nobody any more. */
  closingPause?: number;
}

/**
 * /healthz says that the process answers; /readyz that it can serve: it has its database and is not closing.
 * A balancer takes an instance out on the second, and an orchestrator restarts it on the first. One whose job workers
 * are being started anew is degraded, and still ready: readers are served as well, others do its jobs, and taking out
 * all instances at once for a lost connection would turn a delay into an outage.
 */
export const health = plugin(async (app: FastifyInstance, { database, closingPause = 0 }: HealthOptions) => {
  const isClosing = closeGently(app, closingPause);
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) => {
    if (isClosing()) return reply.code(503).send({ status: 'closing' });
    try {
      const question = { text: 'SELECT 1', query_timeout: PATIENCE } as QueryConfig;
      await inTime(PATIENCE, database.pool.query(question));
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
});
