import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type pg from 'pg';

/** Stands before a PostgreSQL, and loses connections as networks and failovers do. */
export interface OutageProxy {
  /** The same database, through the proxy. */
  connection: pg.PoolConfig;
  /** Loses every connection, and takes none for so many milliseconds. */
  beOut(milliseconds: number): void;
  /** Loses, once, the connection over which these bytes are about to be answered; they do not arrive. */
  loseAnswerWith(bytes: string): void;
  close(): void;
}

export async function startOutageProxy({ host, port, ...others }: pg.PoolConfig): Promise<OutageProxy> {
  const sockets = new Set<Socket>();
  let isOut = false;
  let fatal: string | null = null;
  const server = createServer((client) => {
    client.on('error', () => undefined);
    if (isOut) return client.destroy();
    const upstream = connect(`${host}/.s.PGSQL.${port ?? 5432}`);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      if (fatal !== null && bytes.includes(fatal)) {
        fatal = null;
        client.destroy();
      } else client.write(bytes);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    connection: { ...others, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    beOut: (milliseconds) => {
      isOut = true;
      for (const socket of sockets) socket.destroy();
      setTimeout(() => {
        isOut = false;
      }, milliseconds);
    },
    loseAnswerWith: (bytes) => {
      fatal = bytes;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
