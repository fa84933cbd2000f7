import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between clients and several instances, as a balancer does, and cuts connections. */
export interface CuttingProxy {
  address: string;
  /** Cuts one of the connections that carry something, at random; answers whether there was one. */
  cutConnection(): boolean;
  close(): Promise<void>;
}

/** Each new connection goes to the next of the addresses. */
export async function startCuttingProxy(addresses: string[]): Promise<CuttingProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let turn = 0;
  const server = createServer((client) => {
    const { port } = new URL(addresses[turn++ % addresses.length]!);
    const upstream = connect(Number(port), '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutConnection: () => {
      const open = [...pairs].filter(([client]) => client.bytesWritten > 0);
      const pair = open[Math.floor(Math.random() * open.length)];
      for (const socket of pair ?? []) socket.resetAndDestroy();
      return pair !== undefined;
    },
    close: async () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
