import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Starts a TCP proxy between a gateway and its PostgreSQL, which listens on a Unix socket. Returns its port
 * on 127.0.0.1 and functions that simulate network failures.
 */
export async function startFaultyProxy(firstSocketPath) {
  const pairs = new Set();
  let socketPath = firstSocketPath;
  let isSilent = false;
  let delay = 0;
  const server = createServer((client) => {
    const upstream = connect(socketPath);
    const pair = { sockets: [client, upstream], isDead: false };
    pairs.add(pair);
    for (const socket of pair.sockets) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair.sockets) each.destroy();
      });
    }
    const carry = (from, to) =>
      from.on('data', (bytes) => {
        // Bytes sent during silence are lost and the connection stays dead, but neither side is notified.
        if (isSilent) pair.isDead = true;
        if (pair.isDead) return;
        if (delay === 0) to.write(bytes);
        else setTimeout(() => to.writable && to.write(bytes), delay);
      });
    carry(client, upstream);
    carry(upstream, client);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      from.on('end', () => !pair.isDead && !isSilent && setTimeout(() => to.end(), delay));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: server.address().port,
    /** Accepts connections and data, but never responds. */
    beSilent: () => {
      isSilent = true;
    },
    /** Delays everything by this number of milliseconds, each way. */
    beSlow: (milliseconds) => {
      delay = milliseconds;
    },
    /** Silently drops the data of existing connections. New ones work. */
    forgetConnections: () => {
      for (const pair of pairs) pair.isDead = true;
    },
    /** Cuts every connection. */
    cut: () => {
      for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
    },
    /** Switches to another server and cuts existing connections. */
    leadTo: (path) => {
      socketPath = path;
      for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
    },
    beWell: () => {
      isSilent = false;
      delay = 0;
    },
    close: async () => {
      for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
