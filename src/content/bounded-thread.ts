import pLimit from 'p-limit';
import { Piscina } from 'piscina';

/** Limits of one task in a thread. */
export interface ThreadLimits {
  /** Seconds of wall-clock time, from the task's start. */
  seconds: number;
  /** MiB of the thread's heap. */
  mebibytes: number;
}

/** A task was terminated because it exceeded its limits. */
export class ThreadLimitError extends Error {
  override readonly name = 'ThreadLimitError';
}

/**
 * Far above the needs of the longest accepted body, and below PostgreSQL's timeout of an idle transaction.
 */
const LIMITS: ThreadLimits = { seconds: 20, mebibytes: 512 };

/** Factor of the time limit of a thread's first task, which includes loading the code: seconds on a busy machine. */
const FIRST_TASK_FACTOR = 3;

/**
 * Runs tasks one after the other in a thread, and terminates the thread if a task exceeds its time or memory.
 * The thread starts on demand and ends after ten idle seconds.
 */
export class BoundedThread<Task, Result> {
  private readonly limits: ThreadLimits;
  private readonly pool: Piscina<Task, Result>;
  /** Tasks wait here rather than in the pool, so that waiting does not count towards their time. */
  private readonly oneByOne = pLimit(1);

  /** `file` default-exports the function that runs a task. */
  constructor(file: string, limits: Partial<ThreadLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.pool = new Piscina<Task, Result>({
      filename: file,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: 10_000,
      resourceLimits: { maxOldGenerationSizeMb: this.limits.mebibytes },
    });
  }

  /** Runs a task. Throws ThreadLimitError, and the errors of the task. */
  run(task: Task): Promise<Result> {
    return this.oneByOne(async () => {
      const factor = this.pool.threads.length === 0 ? FIRST_TASK_FACTOR : 1;
      const signal = AbortSignal.timeout(this.limits.seconds * factor * 1_000);
      try {
        return await this.pool.run(task, { signal });
      } catch (error) {
        throw this.explain(error as NodeJS.ErrnoException, signal.aborted);
      }
    });
  }

  private explain(error: NodeJS.ErrnoException, isLate: boolean): Error {
    const { seconds, mebibytes } = this.limits;
    if (isLate) return new ThreadLimitError(`It takes longer than ${seconds} seconds.`);
    const isTooLarge =
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' || /Invalid (string|array) length/.test(error.message);
    if (isTooLarge) return new ThreadLimitError(`It needs more than ${mebibytes} MiB of memory.`);
    if (/Maximum call stack/.test(error.message)) return new ThreadLimitError('It is nested too deeply.');
    return error;
  }
}
