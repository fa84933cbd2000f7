import cluster, { type Worker } from 'node:cluster';

/** A message between the primary and a worker by which Node.js gives a connection away, or the reply to it. */
interface InternalMessage {
  cmd?: string;
  act?: string;
  /** Number of the message, which its reply repeats as `ack`. */
  seq?: number;
  ack?: number;
}

interface Connection {
  close(): void;
}

type Send = (message: InternalMessage, connection?: Connection, ...rest: unknown[]) => boolean;

/**
 * Gives the connections that a worker had not accepted when it ended to another one. Node.js waits for the reply of the
 * worker, so that the clients of one that is killed would wait without an end: `handoff` in
 * lib/internal/cluster/round_robin_handle.js of Node.js 20 to 24. A reply that refuses the connection is put in its place.
 */
export function redistributeConnections(worker: Worker): void {
  const given = new Map<number, Connection>();
  const { process: workerProcess } = worker;
  const send = workerProcess.send.bind(workerProcess) as unknown as Send;
  const watchedSend: Send = (message, connection, ...rest) => {
    if (message.act === 'newconn' && message.seq !== undefined && connection)
      given.set(message.seq, connection);
    return send(message, connection, ...rest);
  };
  workerProcess.send = watchedSend as unknown as typeof workerProcess.send;
  workerProcess.on('internalMessage', ({ ack }: InternalMessage) => {
    if (ack !== undefined) given.delete(ack);
  });
  worker.once('exit', () => {
    const hasOthers = Object.values(cluster.workers ?? {}).some((each) => each?.isConnected());
    for (const [ack, connection] of given)
      if (hasOthers) workerProcess.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false });
      else connection.close();
  });
}
