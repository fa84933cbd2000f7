import { type Allowance, type Client, ClientAllowance } from './client-allowance.js';

import { OperationsDelayed, TooManyOperations } from './refusals.js';
import { WritePriority } from './write-priority.js';

/**
 * Maximum number of operations that run in parallel with mutations, and the same while those have priority. Each one
 * lengthens the event loop's turn, and a mutation waits a turn for each of its dozens of statements.
 */
const BESIDE_WRITES = 8;
const BESIDE_PRIORITY = 2;
/** Most operations of a client that run while others are active. */
const BESIDE_OTHERS = 2;
/** Milliseconds between two checks of clients that wait for their share of time. */
const LOOK_MS = 10;
/** Maximum number of operations of a client that are refused at a look: those of a flood have waited equally long. */
const REFUSED_AT_ONCE = 10;

export interface ClientQueuesOptions {
  /** Most operations that run at a time, of all clients together. */
  running: number;
  /** Most operations of one client that run at a time. */
  perClient: number;
  /** The same while other clients are active; 2 unless given. */
  besideOthers?: number;
  /** Most operations of one client that wait. */
  waiting: number;
  /** Milliseconds after which a waiting operation is refused. */
  maxWaitMs: number;
}

interface QueuedOperation {
  start(): void;
  refuse(error: unknown): void;
  since: number;
}

interface ClientState {
  client: Client;
  running: number;
  waiting: QueuedOperation[];
  /** Time of the last end of an operation that took less than half of `maxWaitMs`, its wait included. */
  lastQuickEnd: number;
}

/**
 * Runs the operations of all clients, with a queue for each; the client with the fewest running operations is next.
 * Operations above the allowance of a client wait, and are refused if its queue is full.
 */
export class ClientQueues {
  /** States of the clients with running or waiting operations; the last one served is last. */
  private readonly states = new Map<string, ClientState>();
  private total = 0;
  private writing = 0;
  private readonly priority = new WritePriority();
  private look: NodeJS.Timeout | undefined;

  /** Queues that share an allowance share the time of each client among them. */
  constructor(
    private readonly options: ClientQueuesOptions,
    private readonly allowance: Allowance = new ClientAllowance(),
  ) {}

  /** Number of running and waiting operations. */
  get size(): { running: number; waiting: number } {
    const waiting = [...this.states.values()].reduce((sum, state) => sum + state.waiting.length, 0);
    return { running: this.total, waiting };
  }

  /**
   * Runs `work` when it is the client's turn. It counts as running until it ends, also after the client has
   * disconnected. `surcharge` returns milliseconds to charge the client in addition to the duration of
   * `work`.
   *
   * Throws TooManyOperations, OperationsDelayed, and the reason of the signal when the client disconnects
   * before its turn.
   */
  async run<Result>(
    client: Client,
    signal: AbortSignal | undefined,
    work: () => Promise<Result>,
    surcharge = () => 0,
  ): Promise<Result> {
    const state = this.getState(client);
    const askedAt = performance.now();
    await this.waitForTurn(state, signal);
    const began = performance.now();
    try {
      return await work();
    } finally {
      const now = performance.now();
      this.allowance.noteRun(client, now - began + surcharge(), now, this.states.size > 1);
      if (now - askedAt < this.options.maxWaitMs / 2) state.lastQuickEnd = now;
      state.running -= 1;
      this.total -= 1;
      if (state.running === 0 && state.waiting.length === 0) this.states.delete(client.name);
      this.startWaiting();
    }
  }

  /**
   * Executes a mutation that runs already, and starts fewer other operations meanwhile, very few while it has
   * priority. For requests with an API key only, because others could slow down reads this way.
   */
  async write<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.writing === 0) this.priority.begin(performance.now());
    this.writing += 1;
    try {
      return await work();
    } finally {
      this.writing -= 1;
      if (this.writing === 0) this.priority.end(performance.now());
    }
  }

  private getState(client: Client): ClientState {
    const state = this.states.get(client.name) ?? {
      client,
      running: 0,
      waiting: [],
      lastQuickEnd: Number.NEGATIVE_INFINITY,
    };
    this.states.set(client.name, state);
    this.allowance.noteActive(client, performance.now());
    return state;
  }

  private async waitForTurn(state: ClientState, signal: AbortSignal | undefined): Promise<void> {
    if (state.waiting.length === 0 && !signal?.aborted && this.mayRun(state)) return this.begin(state);
    if (state.waiting.length >= this.options.waiting) throw new TooManyOperations();
    signal?.throwIfAborted();
    let leave: () => void = () => undefined;
    const turn = new Promise<void>((resolve, reject) => {
      const waiting: QueuedOperation = { since: performance.now(), start: resolve, refuse: reject };
      leave = () => {
        state.waiting = state.waiting.filter((other) => other !== waiting);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      state.waiting.push(waiting);
      this.scheduleLook();
    });
    await turn.finally(() => signal?.removeEventListener('abort', leave));
  }

  private mayRun({ client, running }: ClientState): boolean {
    if (this.total >= this.getLimit()) return false;
    const hasCompany = this.states.size > 1;
    const { perClient: most, besideOthers = BESIDE_OTHERS } = this.options;
    return running < this.allowance.getLimit(client, { most, besideOthers }, performance.now(), hasCompany);
  }

  /** Returns the number of operations that may run now. */
  private getLimit(): number {
    const { running } = this.options;
    if (this.writing === 0) return running;
    const beside = this.priority.isLeft(performance.now()) ? BESIDE_PRIORITY : BESIDE_WRITES;
    return Math.min(running, this.writing + beside);
  }

  private begin(state: ClientState): void {
    state.running += 1;
    this.total += 1;
    this.states.delete(state.client.name);
    this.states.set(state.client.name, state);
  }

  private startWaiting(): void {
    for (const state of this.states.values()) this.refuseLate(state);
    for (let next = this.next(); next; next = this.next()) {
      this.begin(next);
      next.waiting.shift()?.start();
    }
  }

  /** Returns the client with the fewest running operations that may start one more. */
  private next(): ClientState | undefined {
    let next: ClientState | undefined;
    for (const state of this.states.values()) {
      if (state.running === 0 && state.waiting.length === 0) this.states.delete(state.client.name);
      const first = state.waiting[0];
      if (!first || this.isLate(first)) continue;
      if (next && next.running <= state.running) continue;
      if (this.mayRun(state)) next = state;
    }
    return next;
  }

  /**
   * Refuses the first operations that waited too long, as delayed by the database if none ended quickly meanwhile. The
   * others are refused at the next looks.
   */
  private refuseLate({ waiting, running, lastQuickEnd }: ClientState): void {
    for (const { refuse, since } of waiting.slice(0, REFUSED_AT_ONCE)) {
      if (!this.isLate({ since })) return;
      waiting.shift();
      const isDelayed = running > 0 && lastQuickEnd < since;
      refuse(isDelayed ? new OperationsDelayed() : new TooManyOperations());
    }
  }

  private isLate({ since }: Pick<QueuedOperation, 'since'>): boolean {
    return since < performance.now() - this.options.maxWaitMs;
  }

  /** Schedules a check of operations that wait for their client's share of time, or too long. */
  private scheduleLook(): void {
    this.look ??= setTimeout(() => {
      this.look = undefined;
      this.startWaiting();
      if (this.size.waiting > 0) this.scheduleLook();
    }, LOOK_MS).unref();
  }
}
