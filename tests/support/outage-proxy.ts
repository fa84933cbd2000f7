import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type pg from 'pg';

/** A proxy in front of PostgreSQL that loses connections, as networks and failovers do. */
export interface OutageProxy {
  /** Connection to the same database through the proxy. */
  connection: pg.PoolConfig;
  /** Resets every connection with a TCP RST, as the system of a killed server does. */
  reset(): void;
  /** Cuts every connection and refuses new ones for a number of milliseconds. */
  beOut(milliseconds: number): void;
  /**
   * Cuts the next connection whose response contains these bytes, before they are delivered. Applies once.
   */
  loseAnswerWith(bytes: string): void;
  close(): void;
}

export async function startOutageProxy({ host, port, ...others }: pg.PoolConfig): Promise<OutageProxy> {
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let isOut = false;
  let fatal: string | null = null;
  const server = createServer((client) => {
    client.on('error', () => undefined);
    if (isOut) return client.destroy();
    clients.add(client);
    client.on('close', () => clients.delete(client));
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
    reset: () => {
      for (const client of clients) client.resetAndDestroy();
    },
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
