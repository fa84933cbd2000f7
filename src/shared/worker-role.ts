import cluster from 'node:cluster';

/** What a process is among the workers of a machine. */
export interface WorkerRole {
  /** Number of the worker, from 1. */
  number: number;
  /** Number of workers that share the port, the cores and the memory of the machine. */
  count: number;
}

/** Returns the arguments that give a worker its role. */
export function toArguments({ number, count }: WorkerRole): string[] {
  return [`--worker=${number}`, `--workers=${count}`];
}

/** Returns the role of this process. One that is no worker is alone. */
export function getWorkerRole(isWorker = cluster.isWorker, args = process.argv): WorkerRole {
  if (!isWorker) return { number: 1, count: 1 };
  const read = (name: string) =>
    Number(args.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? 1);
  return { number: read('worker'), count: read('workers') };
}
