import pLimit from 'p-limit';
import { Piscina } from 'piscina';

/** The most that one task of a thread may take. */
export interface ThreadLimits {
  /** Seconds of wall-clock time, from the task's start. */
  seconds: number;
  /** MiB of the thread's heap. */
  mebibytes: number;
}

/** A task was ended because it took more than it may. */
export class ThreadLimitError extends Error {
  override readonly name = 'ThreadLimitError';
}

/** Far above what the longest body that is taken needs, and below PostgreSQL's patience with an open transaction. */
const LIMITS: ThreadLimits = { seconds: 20, mebibytes: 512 };

/**
 * Runs tasks one after the other in a thread of its own, and ends the thread with a task that takes more time or
 * memory than it may. The thread is started when needed, and ends after ten idle seconds.
 */
export class BoundedThread<Task, Result> {
  readonly #limits: ThreadLimits;
  readonly #pool: Piscina<Task, Result>;
  /** Tasks wait here and not in the pool, so that waiting is not counted as running. */
  readonly #oneByOne = pLimit(1);

  /** `file` exports the function that does a task by default. */
  constructor(file: string, limits: Partial<ThreadLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#pool = new Piscina<Task, Result>({
      filename: file,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: 10_000,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.mebibytes },
    });
  }

  /** Throws ThreadLimitError, and whatever the task throws. */
  run(task: Task): Promise<Result> {
    return this.#oneByOne(async () => {
      const signal = AbortSignal.timeout(this.#limits.seconds * 1_000);
      try {
        return await this.#pool.run(task, { signal });
      } catch (error) {
        throw this.#explain(error as NodeJS.ErrnoException, signal.aborted);
      }
    });
  }

  #explain(error: NodeJS.ErrnoException, isLate: boolean): Error {
    const { seconds, mebibytes } = this.#limits;
    if (isLate) return new ThreadLimitError(`It takes more than ${seconds} seconds.`);
    const isTooLarge =
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' || /Invalid (string|array) length/.test(error.message);
    if (isTooLarge) return new ThreadLimitError(`It takes more than ${mebibytes} MiB of memory.`);
    if (/Maximum call stack/.test(error.message)) return new ThreadLimitError('It is nested too deeply.');
    return error;
  }
}
