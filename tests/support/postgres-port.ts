import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { getTestServer } from './test-database.js';

/** TCP port in front of the tests' PostgreSQL, whose socket only its own account may enter. */
export interface PostgresPort {
  /** What DATABASE_URL takes for a database of the server. */
  urlOf(database: string): string;
  close(): Promise<void>;
}

export async function openPostgresPort(): Promise<PostgresPort> {
  const { host, port } = getTestServer();
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(`${host}/.s.PGSQL.${port}`);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    urlOf: (database) => `postgresql://dateline@127.0.0.1:${own}/${database}?sslmode=disable`,
    close: async () => {
      for (const socket of open) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
