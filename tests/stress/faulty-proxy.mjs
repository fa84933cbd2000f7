import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Stands between a gateway and its PostgreSQL, which listens on a Unix socket, and fails as networks do. Answers
 * the port of 127.0.0.1 that it is at, and how to make it fail.
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
        // What came while it was silent is lost, and with it the connection, though nobody is told.
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
    /** Takes connections and what is sent over them, and never answers. */
    beSilent: () => {
      isSilent = true;
    },
    /** Milliseconds that everything takes longer, each way. */
    beSlow: (milliseconds) => {
      delay = milliseconds;
    },
    /** The connections that there are lead nowhere any more; new ones do. */
    forgetConnections: () => {
      for (const pair of pairs) pair.isDead = true;
    },
    /** Every connection breaks. */
    cut: () => {
      for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
    },
    /** Leads to another server from now on; what leads to the former breaks. */
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
