import type { Worker } from 'node:cluster';
import type { AskMessage, ReplyMessage } from './messages.js';

/** Milliseconds that workers have to reply. */
const REPLY_TIMEOUT_MS = 2_000;

/** What a worker replied. */
export interface WorkerReply {
  worker: number;
  value: unknown;
}

interface Question {
  waitingFor: Set<Worker>;
  values: WorkerReply[];
  finish(): void;
}

/** Passes questions of workers to all that have joined, and their replies back. It runs in the primary process. */
export class Questions {
  private readonly workers = new Set<Worker>();
  private readonly open = new Map<number, Question>();
  private lastNumber = 0;

  /** From now on a worker is asked. One that still loads its modules could not reply in time. */
  join(worker: Worker): void {
    this.workers.add(worker);
  }

  /** Asks the workers, and resolves to the replies. Those that end or are too late have none. */
  ask({ topic }: AskMessage): Promise<WorkerReply[]> {
    const workers = [...this.workers];
    const question = ++this.lastNumber;
    return new Promise((resolve) => {
      const values: WorkerReply[] = [];
      const finish = () => {
        clearTimeout(timer);
        this.open.delete(question);
        resolve(values);
      };
      const timer = setTimeout(finish, REPLY_TIMEOUT_MS);
      this.open.set(question, { waitingFor: new Set(workers), values, finish });
      for (const worker of workers) {
        worker.send({ type: 'question', question, topic }, (error) => {
          if (error) this.leave(worker);
        });
      }
      if (workers.length === 0) finish();
    });
  }

  onReply(worker: Worker, { question, value }: ReplyMessage): void {
    const asked = this.open.get(question);
    if (!asked?.waitingFor.delete(worker)) return;
    if (value !== undefined) asked.values.push({ worker: worker.id, value });
    if (asked.waitingFor.size === 0) asked.finish();
  }

  /** Neither asks a worker that has ended, nor waits for it. */
  leave(worker: Worker): void {
    this.workers.delete(worker);
    for (const asked of [...this.open.values()]) {
      if (asked.waitingFor.delete(worker) && asked.waitingFor.size === 0) asked.finish();
    }
  }
}
