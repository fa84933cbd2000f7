import { Server, type Socket } from 'node:net';
import { setImmediate as afterPolling, setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How often connections that have nothing more to say are looked for while closing, in milliseconds. */
const SWEEP_INTERVAL_MS = 50;
/** Milliseconds after which a connection that was made and never used is one that a browser made just in case. */
const UNUSED_TIMEOUT_MS = 1_000;
/** Milliseconds at most in which a balancer uses each connection that it keeps once more, and is asked to close it. */
const MAX_LAST_USE_MS = 2_000;

/**
 * How the gateway closes: it serves on for `pause` milliseconds as if nothing were; then it lets nobody in, asks
 * each client to leave, and waits for the requests that run. Answers whether that has begun.
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
    // What the system has taken in and we have not is reset when the socket goes: right now that is nothing.
    await afterPolling();
    // Not http's own, which also cuts idle connections, on which a request may be on its way.
    Server.prototype.close.call(app.server);
    const end = Date.now() + Math.min(pauseMs, MAX_LAST_USE_MS);
    while (sockets.size > 0 && Date.now() < end) await sleep(SWEEP_INTERVAL_MS);
    sweepTimer = setInterval(() => setImmediate(closeIdleSockets), SWEEP_INTERVAL_MS);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isDraining) reply.header('connection', 'close');
    // Fastify asks for it at once: a balancer that does not know yet would come back by a new connection.
    else if (isClosing) reply.raw.removeHeader('connection');
  });
  app.addHook('onClose', async () => clearInterval(sweepTimer));
  return () => isClosing;

  function closeIdleSockets(): void {
    app.server.closeIdleConnections();
    // Node does not call those idle that never had a request.
    for (const [socket, since] of sockets) {
      if (socket.bytesRead === 0 && Date.now() - since > UNUSED_TIMEOUT_MS) socket.destroy();
    }
  }
}
