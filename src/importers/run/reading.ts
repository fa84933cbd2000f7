import { fileURLToPath } from 'node:url';
import { ContentRefusedError } from '../../content/content-error.js';
import { BoundedThread, type ThreadLimits } from '../../shared/async/bounded-thread.js';
import type { ReadingResult, ReadingTask, ReadingTasks } from './reading-worker.js';

/** Compiled, also where this file is not: a thread starts from JavaScript. */
const WORKER = fileURLToPath(new URL('../../../dist/importers/run/reading-worker.js', import.meta.url));

/** Reads items of sources in a thread that is ended with an item that takes too much time or memory. */
export class ItemReader {
  readonly #thread: BoundedThread<ReadingTask, ReadingResult>;

  constructor(limits: Partial<ThreadLimits> = {}) {
    this.#thread = new BoundedThread(WORKER, limits);
  }

  /** Throws ContentRefusedError for an item that cannot be read, whatever the reason: the next one can be. */
  async read<Name extends keyof ReadingTasks>(
    name: Name,
    ...given: Parameters<ReadingTasks[Name]>
  ): Promise<ReturnType<ReadingTasks[Name]>> {
    const result = await this.#thread.run({ name, given }).catch((error: Error) => {
      throw new ContentRefusedError(`It cannot be read: ${error.message.slice(0, 200)}`);
    });
    if ('refused' in result) throw new ContentRefusedError(result.refused);
    return result.read as ReturnType<ReadingTasks[Name]>;
  }
}

/** The one reader of the process. */
export const itemReader = new ItemReader();
