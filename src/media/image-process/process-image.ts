import { availableParallelism } from 'node:os';
import { getMemoryLimitMiB } from '../../shared/memory-limit.js';
import { getWorkerRole } from '../../shared/worker-role.js';
import { ImageUnavailableError } from './image-errors.js';
import { ImageProcessPool } from './image-process-pool.js';
import type { ImageResult, ImageTask } from './image-task.js';

/** Pictures that may wait. */
const MAX_WAITING = 500;
/** MiB that a process for small variants may take. Node.js and sharp have 60 of them, of which half is shared. */
const SMALL_MEBIBYTES = 160;
/** MiB that a process for large variants and new pictures may take: half of the memory, within these limits. */
const LARGE_MEBIBYTES = { min: 256, max: 1_024 };

const { count: workers } = getWorkerRole();
/** Share of this process in the memory and the cores of the machine. */
const memoryMebibytes = getMemoryLimitMiB() / workers;
const cores = availableParallelism() / workers;

/** Number of small variants made in parallel: one for each two cores and each 512 MiB of memory. */
export const SMALL_CONCURRENCY = countAtLeastOne(Math.min(cores / 2, memoryMebibytes / 512));
/** Number of large variants and new pictures processed in parallel: one for each four cores and each 4 GiB of memory. */
export const LARGE_CONCURRENCY = countAtLeastOne(Math.min(cores / 4, memoryMebibytes / 4_096));

const pools = {
  small: new ImageProcessPool({ processes: SMALL_CONCURRENCY, maxMebibytes: SMALL_MEBIBYTES }),
  large: new ImageProcessPool({
    processes: LARGE_CONCURRENCY,
    maxMebibytes: Math.round(
      Math.min(Math.max(memoryMebibytes / 2, LARGE_MEBIBYTES.min), LARGE_MEBIBYTES.max),
    ),
  }),
};

/**
 * Processes a picture in a child process with limits of memory and time. Throws RefusedFileError,
 * UnprocessableImageError and ImageUnavailableError.
 */
export async function processImage<Task extends ImageTask>(
  task: Task,
  { isLarge }: { isLarge: boolean },
): Promise<ImageResult<Task>> {
  if (pools.small.waiting + pools.large.waiting >= MAX_WAITING)
    throw new ImageUnavailableError('Too many pictures are waiting.');
  return pools[isLarge ? 'large' : 'small'].run(task);
}

function countAtLeastOne(number: number): number {
  return Math.max(1, Math.floor(number));
}
