import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How often connections that have nothing more to say are looked for while closing, in milliseconds. */
const SWEEP = 50;
/** Milliseconds after which a connection that was made and never used is one that a browser made just in case. */
const UNUSED = 1_000;

/**
 * How the gateway closes: it serves on for `pause` milliseconds, asking each client to leave; then it lets
 * nobody in, and waits for the requests that run. Answers whether that has begun.
 */
export function closeGently(app: FastifyInstance, pause: number): () => boolean {
  let isClosing = false;
  let sweeping: NodeJS.Timeout | undefined;
  const connected = new Map<Socket, number>();
  app.server.on('connection', (socket: Socket) => {
    connected.set(socket, Date.now());
    socket.once('close', () => connected.delete(socket));
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    await sleep(pause);
    // Node closes the connections that are idle now. One that was busy would be kept for its next request.
    sweeping = setInterval(() => {
      app.server.closeIdleConnections();
      // Node does not call those idle that never had a request.
      for (const [socket, since] of connected) {
        if (socket.bytesRead === 0 && Date.now() - since > UNUSED) socket.destroy();
      }
    }, SWEEP);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  app.addHook('onClose', async () => clearInterval(sweeping));
  return () => isClosing;
}
