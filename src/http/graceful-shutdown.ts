import { Server, type Socket } from 'node:net';
import { setImmediate as afterPolling, setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Milliseconds between two checks for idle connections while closing. */
const SWEEP_INTERVAL_MS = 50;
/** Milliseconds after which a connection without a request counts as a browser's preconnection. */
const UNUSED_TIMEOUT_MS = 1_000;
/**
 * Maximum milliseconds during which load balancers may use each open connection once more, with `connection:
 * close` in the response.
 */
const MAX_LAST_USE_MS = 2_000;

/**
 * Installs a graceful shutdown: serves on for `pauseMs`, then accepts no connections, asks clients to close
 * theirs and waits for running requests. Returns a function that is true once closing has begun.
 */
export function installGracefulShutdown(app: FastifyInstance, pauseMs: number): () => boolean {
  let isClosing = false;
  let isDraining = false;
  let sweepTimer: NodeJS.Timeout | undefined;
  const sockets = new Map<Socket, number>();
  app.server.on('connection', (socket: Socket) => {
    sockets.set(socket, Date.now());
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    await sleep(pauseMs);
    isDraining = true;
    // Closing the listening socket resets connections not accepted yet; right after polling, there are none.
    await afterPolling();
    // Fastify's own close would also cut idle connections, on which a request may be on its way.
    Server.prototype.close.call(app.server);
    const end = Date.now() + Math.min(pauseMs, MAX_LAST_USE_MS);
    while (sockets.size > 0 && Date.now() < end) await sleep(SWEEP_INTERVAL_MS);
    sweepTimer = setInterval(() => setImmediate(closeIdleSockets), SWEEP_INTERVAL_MS);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isDraining) reply.header('connection', 'close');
    // Fastify sets it immediately, and a load balancer that does not know yet would reconnect.
    else if (isClosing) reply.raw.removeHeader('connection');
  });
  app.addHook('onClose', async () => clearInterval(sweepTimer));
  return () => isClosing;

  function closeIdleSockets(): void {
    app.server.closeIdleConnections();
    // Node does not count connections as idle that never had a request.
    for (const [socket, since] of sockets) {
      if (socket.bytesRead === 0 && Date.now() - since > UNUSED_TIMEOUT_MS) socket.destroy();
    }
  }
}
