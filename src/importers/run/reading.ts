import { fileURLToPath } from 'node:url';
import { BoundedThread, type ThreadLimits } from '../../content/bounded-thread.js';
import { ContentRefusedError } from '../../content/content-error.js';
import type { ReadingResult, ReadingTask, ReadingTasks } from './reading-worker.js';

/** Compiled worker, used even when this file runs as TypeScript, because a thread starts from JavaScript. */
const WORKER = fileURLToPath(new URL('../../../dist/importers/run/reading-worker.js', import.meta.url));

/** Parses items in a worker thread, which is terminated if an item exceeds the time or memory limit. */
export class ItemReader {
  private readonly thread: BoundedThread<ReadingTask, ReadingResult>;

  constructor(limits: Partial<ThreadLimits> = {}) {
    this.thread = new BoundedThread(WORKER, limits);
  }

  /** Runs a task. Throws ContentRefusedError for any failure, so that the next item can still be read. */
  async read<Name extends keyof ReadingTasks>(
    name: Name,
    ...given: Parameters<ReadingTasks[Name]>
  ): Promise<Awaited<ReturnType<ReadingTasks[Name]>>> {
    const result = await this.thread.run({ name, given }).catch((error: Error) => {
      throw new ContentRefusedError(`The item cannot be read: ${error.message.slice(0, 200)}`);
    });
    if ('refused' in result) throw new ContentRefusedError(result.refused);
    return result.read as Awaited<ReturnType<ReadingTasks[Name]>>;
  }
}

/** Shared reader of the process. */
export const itemReader = new ItemReader();
