import { totalmem } from 'node:os';

/** Returns the memory of the machine, or of the container if it has a limit, in MiB. */
export function getMemoryLimitMiB(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()) / 2 ** 20;
}
