import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, type RunnerOptions, run, type WorkerEvents } from 'graphile-worker';
import pRetry from 'p-retry';
import type pg from 'pg';
import { PERSISTENT, persistently } from '../shared/async/lost-connection.js';
import type { AppLogger } from '../shared/logging/logger.js';
import { WorkerPool } from './worker-pool.js';
import type { WorkerStates } from './worker-states.js';

/** Milliseconds after which a started worker counts as stable, which resets the restart delay. */
const STABLE_AFTER_MS = 10_000;
/**
 * Delays between restarts: 0.25 s, doubled each time up to 5 s, and multiplied by a random factor up to 2.
 */
const BACKOFF = { ...PERSISTENT, minTimeout: 250, maxTimeout: 5_000 };
/** Milliseconds to record the outcomes of jobs when the process stops. */
const STOP_TIMEOUT_MS = 10_000;

export interface WorkerParts {
  name: string;
  pool: pg.Pool;
  log: AppLogger;
  states: WorkerStates;
  options: Pick<RunnerOptions, 'taskList' | 'concurrency' | 'crontab' | 'pollInterval'>;
}

/** A run of graphile-worker, from its start to its end. */
interface Life {
  runner: Runner;
  connections: WorkerPool;
  /** IDs under which the run locks jobs. */
  lockIds: string[];
  /** Resolves when the run takes no more jobs, or should not. */
  over: Promise<unknown>;
}

/**
 * Restarts a graphile-worker, with exponential backoff and jitter, when it ends or the response to a claim is
 * lost. Jobs locked by the former run are unlocked once it has finished.
 */
export class SupervisedWorker {
  private readonly stopping = new AbortController();
  private readonly givingUp = new AbortController();
  private readonly retiring = new Set<Promise<void>>();
  private readonly stopped: Promise<void>;
  private life: Life | null = null;
  private supervising: Promise<void> = Promise.resolve();

  constructor(private readonly parts: WorkerParts) {
    this.stopped = new Promise((resolve) => {
      this.stopping.signal.addEventListener('abort', () => resolve());
    });
  }

  /** Starts the worker. Rejects if the first start fails. */
  async start(): Promise<void> {
    this.life = await this.begin();
    this.supervising = this.supervise();
  }

  /** Takes no more jobs and resolves when those under way have ended and are recorded. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.supervising;
    if (this.life) this.retire(this.life);
    await Promise.all(this.retiring);
  }

  private async supervise(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.life?.over;
      if (this.stopping.signal.aborted) return;
      await pRetry(() => this.restart(), { ...BACKOFF, signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Starts a new run. Rejects if it ends before it is stable. */
  private async restart(): Promise<void> {
    const { name, log, states } = this.parts;
    if (this.life) {
      states.noteEnd(name);
      log.warn({ part: 'jobs', worker: name }, 'worker lost its connection and restarts');
      this.retire(this.life);
      this.life = null;
    }
    this.life = await this.begin();
    const isOver = await Promise.race([
      this.life.over.then(() => true),
      sleep(STABLE_AFTER_MS, false, { ref: false }),
    ]);
    if (isOver && !this.stopping.signal.aborted) throw new Error('The worker ended soon after its start.');
  }

  private async begin(): Promise<Life> {
    const { name, pool, log, states, options } = this.parts;
    const connections = new WorkerPool(pool, log, this.givingUp.signal);
    const events: WorkerEvents = new EventEmitter();
    const lockIds: string[] = [];
    events.on('pool:create', ({ workerPool }) => lockIds.push(workerPool.id));
    // Lost claims raise no error event; after any other, graphile-worker does not claim again.
    const unable = new Promise<void>((resolve) => {
      events.on('worker:getJob:error', () => resolve());
    });
    const runner = await run({
      ...options,
      pgPool: connections.facade(),
      events,
      noHandleSignals: true, // main.ts stops it, after the requests that may still add jobs
      logger: createWorkerLogger(log),
    });
    const ended = runner.promise.catch((err) =>
      log.error({ err, part: 'jobs' }, 'worker ended with an error'),
    );
    states.noteStart(name);
    const over = Promise.race([ended, unable, connections.claimLost, this.stopped]);
    return { runner, connections, lockIds, over };
  }

  /** Lets a run finish its jobs, then unlocks those it still holds. */
  private retire({ runner, connections, lockIds }: Life): void {
    const { pool, log } = this.parts;
    const finish = async () => {
      await runner.stop().catch(() => undefined); // it may have stopped by itself
      if (this.stopping.signal.aborted) setTimeout(() => this.givingUp.abort(), STOP_TIMEOUT_MS).unref();
      await connections.settled();
      const unlock = () => pool.query('SELECT graphile_worker.force_unlock_workers($1)', [lockIds]);
      await persistently(unlock, { signal: this.givingUp.signal });
    };
    const retired = finish()
      .catch((err) => log.warn({ err, part: 'jobs' }, 'jobs of a stopped worker could not be unlocked'))
      .finally(() => this.retiring.delete(retired));
    this.retiring.add(retired);
  }
}

function createWorkerLogger(log: AppLogger): Logger {
  return new Logger(() => (level, message) => {
    const method = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    log[method]({ part: 'jobs' }, message);
  });
}
