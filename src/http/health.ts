import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { QueryConfig, QueryResult } from 'pg';
import { WRITER } from '../changes/change-log.js';
import type { Database } from '../database/database.js';
import { withTimeout } from '../database/errors.js';
import { installGracefulShutdown } from './graceful-shutdown.js';

/** Milliseconds that the database has to respond to a readiness probe. */
const PROBE_TIMEOUT_MS = 2_000;
/** Statement of a readiness probe: whether a newer release has taken over the writes. */
const PROBE = 'SELECT public.oldest_writer() > $1 AS "isFenced"';

export interface HealthPluginOptions {
  database: Pick<Database, 'pool' | 'writes' | 'jobPool' | 'changes' | 'storage' | 'workers'>;
  /** Milliseconds to keep serving while /readyz returns 503, so that load balancers stop sending requests. */
  closingPauseMs?: number;
}

/**
 * Health endpoints: /healthz returns 200 while the process responds, /readyz while it has a database and is
 * not closing. Restarting job workers, missing notifications and refused connections make it `degraded` but still
 * ready, since taking out all instances would cause an outage.
 */
export const healthPlugin = plugin(
  async (app: FastifyInstance, { database, closingPauseMs = 0 }: HealthPluginOptions) => {
    const isClosing = installGracefulShutdown(app, closingPauseMs);
    let running: Promise<QueryResult<{ isFenced: boolean }>> | undefined;
    /** Sends a statement to the database, one for all requests that wait for it, as anybody may send many. */
    const probe = () => {
      const query = { text: PROBE, values: [WRITER], query_timeout: PROBE_TIMEOUT_MS } as QueryConfig;
      running ??= withTimeout(PROBE_TIMEOUT_MS, database.pool.query<{ isFenced: boolean }>(query)).finally(
        () => {
          running = undefined;
        },
      );
      return running;
    };
    app.get('/healthz', async () => ({ status: 'ok' }));
    app.get('/readyz', async (request, reply) => {
      if (isClosing()) return reply.code(503).send({ status: 'closing' });
      try {
        const { rows } = await probe();
        const faults = listFaults(database, rows[0]?.isFenced === true);
        return {
          status: Object.keys(faults).length > 0 ? 'degraded' : 'ready',
          ...faults,
          ...(database.storage.isFull && { writes: 'no space' }),
        };
      } catch (err) {
        request.log.warn({ err }, 'database does not respond');
        return reply.code(503).header('retry-after', '1').send({ status: 'no database' });
      }
    });
  },
);

/** Returns the parts that an instance lacks although it serves readers. */
function listFaults(
  { pool, writes, jobPool, changes, workers }: HealthPluginOptions['database'],
  isFenced: boolean,
) {
  const { down } = workers;
  return {
    ...(down.length > 0 && { workersDown: down }),
    ...(isFenced && { writes: 'refused for a newer release' }),
    ...(changes.isDeaf && { notifications: 'missing' }),
    ...([pool, writes, jobPool].some(({ isLimited }) => isLimited) && { connections: 'refused' }),
  };
}
