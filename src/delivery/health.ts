import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.js';

/**
 * /healthz says that the process answers; /readyz that it can serve: it has its database and is not closing.
 * A balancer takes an instance out on the second, and an orchestrator restarts it on the first.
 */
export async function health(app: FastifyInstance, { database }: { database: Pick<Database, 'pool'> }) {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    if (isClosing) return reply.code(503).send({ status: 'closing' });
    try {
      await database.pool.query('SELECT 1');
      return { status: 'ready' };
    } catch {
      return reply.code(503).header('retry-after', '1').send({ status: 'no database' });
    }
  });
}
