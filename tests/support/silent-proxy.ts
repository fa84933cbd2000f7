import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import type pg from 'pg';

/** NotificationResponse (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
const NOTIFICATION = 'A'.charCodeAt(0);

/**
 * Stands before a PostgreSQL and hands on everything but notifications, as a pooler does that gives each transaction
 * another connection. `isDeaf` can be changed while it runs.
 */
export async function startSilentProxy({ host, port, ...others }: pg.PoolConfig) {
  const sockets = new Set<Socket>();
  const proxy = { isSilent: true };
  const server = createServer((client) => {
    const upstream = connect(`${host}/.s.PGSQL.${port ?? 5432}`);
    const filter = dropNotifications(() => proxy.isSilent);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream).pipe(filter).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return Object.assign(proxy, {
    connection: {
      ...others,
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
    } as pg.PoolConfig,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}

function dropNotifications(isSilent: () => boolean): Transform {
  let rest = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rest = Buffer.concat([rest, chunk]);
      // A message is a byte that says which, and its length without that byte.
      while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
        const message = rest.subarray(0, 1 + rest.readUInt32BE(1));
        rest = rest.subarray(message.length);
        if (message[0] !== NOTIFICATION || !isSilent()) this.push(message);
      }
      done();
    },
  });
}
