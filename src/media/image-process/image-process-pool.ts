import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { RefusedFileError } from '../refused-file.js';
import { ImageUnavailableError, UnprocessableImageError } from './image-errors.js';
import { type ImageReply, type ImageResult, type ImageTask, OUT_OF_MEMORY } from './image-task.js';

export interface ImageProcessPoolOptions {
  /** Maximum number of processes; each works on one picture at a time. */
  processes: number;
  /** Memory that a process may take in MiB. */
  maxMebibytes: number;
}

/** Path of the compiled worker, also when this file runs uncompiled. */
const WORKER = fileURLToPath(new URL('../../../dist/media/image-process/image-worker.js', import.meta.url));
/** Milliseconds that a process may work on a picture, its start included. */
const TIMEOUT_MS = 30_000;
/** Milliseconds after which an idle process ends. */
const IDLE_MS = 10_000;
/** MiB above which a process ends after a picture, since allocators return little freed memory. */
const MAX_IDLE_MEBIBYTES = 128;
/** Priority of a process (nice). */
const PRIORITY = 5;
/** Signals that a picture does not cause: SIGKILL is that of a kernel without memory. */
const ENDED_BY_OTHERS: NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** Works on pictures in processes of their own, which start on demand and end when they are idle or have grown. */
export class ImageProcessPool {
  private readonly idle: ImageProcess[] = [];
  private readonly limit;

  constructor(private readonly options: ImageProcessPoolOptions) {
    this.limit = pLimit(options.processes);
  }

  /** Number of pictures that wait for a process. */
  get waiting(): number {
    return this.limit.pendingCount;
  }

  /**
   * Works on a picture. Throws RefusedFileError, UnprocessableImageError, and ImageUnavailableError if the process
   * cannot start or others end it.
   */
  run<Task extends ImageTask>(task: Task): Promise<ImageResult<Task>> {
    return this.limit(async () => {
      const worker = this.idle.pop() ?? startProcess(this.options.maxMebibytes);
      const { result, mebibytes } = await worker.run(task);
      if (mebibytes > MAX_IDLE_MEBIBYTES) worker.end();
      else this.store(worker);
      if (result instanceof Error) throw result;
      return result as ImageResult<Task>;
    });
  }

  private store(worker: ImageProcess): void {
    this.idle.push(worker);
    worker.endLater(() => this.idle.splice(this.idle.indexOf(worker), 1));
  }
}

class ImageProcess {
  private readonly child: ChildProcess;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(private readonly maxMebibytes: number) {
    this.child = fork(WORKER, [String(maxMebibytes)], {
      serialization: 'advanced',
      execArgv: ['--v8-pool-size=1'],
      // No secrets for a decoder of files from outside, and few arenas, which keep freed memory.
      env: { MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('error', () => undefined); // `run` rejects
    if (this.child.pid !== undefined) yieldToGateway(this.child.pid);
  }

  /** Works on a picture. Resolves with an error of the task, and rejects if the process has ended. */
  run(task: ImageTask): Promise<{ result: unknown; mebibytes: number }> {
    const { child } = this;
    clearTimeout(this.idleTimer);
    child.removeAllListeners('exit');
    child.ref();
    child.channel?.ref();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, TIMEOUT_MS);
    return new Promise<{ result: unknown; mebibytes: number }>((resolve, reject) => {
      const fail = (error: Error) => reject(createStartError(error));
      child.once('error', fail); // a process that cannot start has no exit
      child.once('exit', (code, signal) => reject(this.explainExit(code, signal, isLate)));
      child.once('message', ({ result, error, mebibytes }: ImageReply) => {
        child.removeAllListeners('exit').off('error', fail);
        resolve({ result: error ? toError(error) : result, mebibytes });
      });
      // A process that is gone has exited.
      if (child.connected) child.send(task, () => undefined);
    }).finally(() => {
      clearTimeout(timer);
      child.unref();
      child.channel?.unref();
    });
  }

  end(): void {
    clearTimeout(this.idleTimer);
    if (this.child.connected) this.child.disconnect();
  }

  /** Ends the process after a while, or when it is killed. */
  endLater(onEnd: () => void): void {
    this.child.once('exit', onEnd);
    this.idleTimer = setTimeout(() => {
      this.child.removeAllListeners('exit');
      onEnd();
      this.end();
    }, IDLE_MS).unref();
  }

  private explainExit(code: number | null, signal: NodeJS.Signals | null, isLate: boolean): Error {
    if (isLate)
      return new UnprocessableImageError(`It takes longer than ${TIMEOUT_MS / 1_000} seconds`, 'time');
    if (code === OUT_OF_MEMORY)
      return new UnprocessableImageError(`It takes more than ${this.maxMebibytes} MiB of memory`, 'memory');
    if (signal === null || ENDED_BY_OTHERS.includes(signal))
      return new ImageUnavailableError('The process that works on pictures was ended.');
    return new UnprocessableImageError(`It ends its decoder (${signal})`, 'crash');
  }
}

/**
 * Lets responses of the gateway come first, and makes the kernel end a process rather than the gateway when memory runs
 * out. The process could do so by itself only once it has taken 40 MiB.
 */
function yieldToGateway(pid: number): void {
  try {
    setPriority(pid, PRIORITY);
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Other systems than Linux have no such file.
  }
}

/** Starts a process. Throws ImageUnavailableError if the system does not allow it. */
function startProcess(maxMebibytes: number): ImageProcess {
  try {
    return new ImageProcess(maxMebibytes);
  } catch (error) {
    throw createStartError(error);
  }
}

function createStartError(cause: unknown): ImageUnavailableError {
  return new ImageUnavailableError('The process that works on pictures cannot start.', { cause });
}

function toError({ kind, message }: NonNullable<ImageReply['error']>): Error {
  switch (kind) {
    case 'refused':
      return new RefusedFileError(message);
    case 'damaged':
      return new UnprocessableImageError(message, 'damaged');
    case 'unavailable':
      return createStartError(new Error(message));
  }
}
