import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { toArguments } from '../../shared/worker-role.js';
import { EndedCounters } from './ended-counters.js';
import type { AskMessage, WorkerMessage } from './messages.js';
import { Questions } from './questions.js';
import { redistributeConnections } from './redistribute-connections.js';

/** Milliseconds before a worker that ended is replaced: the first, doubled each time, up to the last. */
const DELAY_MS = { first: 100, last: 30_000 };
/** Milliseconds after which a worker counts as sound, so that the next delay is the first again. */
const SOUND_MS = 60_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** How a worker ended. */
interface Ending {
  code: number | null;
  signal: string | null;
  /** Why no process could be started, for example because the machine is out of memory or processes. */
  err?: unknown;
}

interface Log {
  info(line: object, message: string): void;
  error(line: object, message: string): void;
}

/**
 * Runs the workers of a gateway, which share its port, until a signal stops them. Replaces each that ends by itself.
 * The first one migrates and seeds the database before the others start, and runs the jobs.
 */
export class Primary {
  private readonly workers = new Set<Worker>();
  private readonly questions = new Questions();
  private readonly counters = new EndedCounters();
  private readonly stopping = new AbortController();
  /** True once all workers have listened. A worker that ends before ends the start. */
  private hasStarted = false;

  constructor(
    private readonly count: number,
    private readonly log: Log,
  ) {}

  /** Resolves to the exit code when all workers have ended. */
  async run(): Promise<number> {
    for (const name of SIGNALS) process.on(name, () => this.stop(name));
    const endings: Promise<number>[] = [];
    let text = '';
    for (const numbers of [[1], this.listOthers()]) {
      const starts = numbers.map((number) => this.start(number));
      endings.push(...starts.map((each) => each.ending));
      const texts = await Promise.all(starts.map((each) => Promise.race([each.ready, each.ending])));
      text = texts.find((each) => typeof each === 'string') ?? text;
      if (this.stopping.signal.aborted) break;
    }
    if (!this.stopping.signal.aborted) {
      this.hasStarted = true;
      console.log(text.replace(/^( +stop +)/m, `  ${'workers'.padEnd(11)} ${this.count}\n$1`));
    }
    return Math.max(...(await Promise.all(endings)));
  }

  private listOthers(): number[] {
    return Array.from({ length: this.count - 1 }, (_, i) => i + 2);
  }

  /** Starts a worker. `ready` resolves when it listens, `ending` when it has ended and is not replaced. */
  private start(number: number): { ready: Promise<string>; ending: Promise<number> } {
    let onReady: (text: string) => void;
    const ready = new Promise<string>((resolve) => {
      onReady = resolve;
    });
    return { ready, ending: this.keepRunning(number, (text) => onReady(text)) };
  }

  private async keepRunning(number: number, onReady: (text: string) => void): Promise<number> {
    for (let delayMs = DELAY_MS.first; ; ) {
      const startedAt = Date.now();
      const { code, signal, err } = await this.runOnce(number, onReady);
      if (this.stopping.signal.aborted) return code ?? 1;
      if (!this.hasStarted) {
        if (err) this.log.error({ worker: number, err }, 'a worker could not be started');
        this.stop('a worker that did not start');
        return code || 1;
      }
      if (Date.now() - startedAt > SOUND_MS) delayMs = DELAY_MS.first;
      if (err)
        this.log.error({ worker: number, err, delayMs }, 'a worker could not be started, and is tried again');
      else this.log.error({ worker: number, code, signal, delayMs }, 'a worker ended, and is replaced');
      await sleep(delayMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return 0;
      delayMs = Math.min(2 * delayMs, DELAY_MS.last);
    }
  }

  /** Starts a worker, and resolves when it has ended or could not be started. */
  private async runOnce(number: number, onReady: (text: string) => void): Promise<Ending> {
    let worker: Worker | undefined;
    try {
      worker = this.fork(number, onReady);
      const [code, signal] = await once(worker, 'exit');
      return { code, signal };
    } catch (err) {
      return { code: null, signal: null, err };
    } finally {
      if (worker) await this.forget(worker);
    }
  }

  private async forget(worker: Worker): Promise<void> {
    this.workers.delete(worker);
    this.questions.leave(worker);
    await this.counters.add(worker.id);
  }

  private fork(number: number, onReady: (text: string) => void): Worker {
    cluster.setupPrimary({
      args: toArguments({ number, count: this.count }),
      serialization: 'advanced',
    });
    const worker = cluster.fork();
    this.workers.add(worker);
    redistributeConnections(worker);
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'join') this.questions.join(worker);
      else if (message.type === 'ready') onReady(message.text);
      else if (message.type === 'reply') this.questions.onReply(worker, message);
      else void this.answer(worker, message);
    });
    return worker;
  }

  private async answer(asker: Worker, message: AskMessage): Promise<void> {
    const replies = await this.questions.ask(message);
    const values =
      message.topic === 'metrics' ? this.counters.join(replies) : replies.map(({ value }) => value);
    asker.send({ type: 'answers', id: message.id, values }, () => undefined);
  }

  private stop(reason: string): void {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    this.log.info({}, `${reason}: the workers finish running requests and jobs`);
    for (const worker of this.workers) worker.process.kill('SIGTERM');
  }
}
