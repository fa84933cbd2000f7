import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How often connections that have nothing more to say are looked for while closing, in milliseconds. */
const SWEEP = 50;

/**
 * How the gateway closes: it serves on for `pause` milliseconds, asking each client to leave; then it lets
 * nobody in, and waits for the requests that run. Answers whether that has begun.
 */
export function closeGently(app: FastifyInstance, pause: number): () => boolean {
  let isClosing = false;
  let sweeping: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    isClosing = true;
    await sleep(pause);
    // Node closes the connections that are idle now. One that was busy would be kept for its next request.
    sweeping = setInterval(() => app.server.closeIdleConnections(), SWEEP);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  app.addHook('onClose', async () => clearInterval(sweeping));
  return () => isClosing;
}
