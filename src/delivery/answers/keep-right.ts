import type { ChangeFeed } from '../../database/change-feed.js';
import type { Droppable } from '../../database/kept.js';
import { keys } from '../../database/keys.js';
import type { Parts } from '../../database/parts.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Knows how far the answers in memory follow the change log. */
    cacheKeeper: CacheKeeper;
  }
}

/** Milliseconds that a writer waits for their own change to be seen here. */
const PATIENCE = 1_000;

/** Keeps what is in memory right by the change log. */
export class CacheKeeper {
  /** Number of the last change that it has seen. */
  seen = 0n;
  private readonly waiting = new Set<() => void>();
  private unfollow: () => Promise<void> = async () => undefined;
  private unheed: () => Promise<void> = async () => undefined;

  constructor(
    private readonly answers: Droppable,
    private readonly parts: Parts,
    private readonly changes: ChangeFeed,
  ) {}

  /** Whether every change is heard of as it happens: else what is cached may be outdated. */
  get isCurrent(): boolean {
    return this.parts.isCurrent;
  }

  async start(): Promise<void> {
    this.seen = await this.changes.last();
    this.follow();
    this.heedPopularity();
  }

  async stop(): Promise<void> {
    this.parts.isCurrent = false;
    await Promise.all([this.unfollow(), this.unheed()]);
  }

  /**
   * Waits until everything that has changed by now is seen here: for whoever wrote, and reads next. A write that is
   * committed is acknowledged also when this cannot be found out, as nothing is then answered from memory.
   */
  async catchUp(): Promise<void> {
    const last = await this.changes.last().catch(() => this.seen);
    const end = Date.now() + PATIENCE;
    while (this.seen < last && Date.now() < end) await this.nextChange(end - Date.now());
  }

  private follow(): void {
    this.unfollow = this.changes.subscribe(
      this.seen,
      ({ keys: outdated, sequence }) => {
        this.drop(outdated);
        this.seen = sequence;
        for (const tell of this.waiting) tell();
      },
      {
        caughtUp: () => {
          this.parts.isCurrent = this.changes.isListening;
        },
        cutOff: () => {
          this.parts.isCurrent = false;
        },
        trimmed: ({ trimmedTo }) => {
          this.parts.clear();
          this.answers.clear();
          this.seen = trimmedTo;
          this.follow();
        },
      },
    );
  }

  /** What is read most changes without a change of content. Unheard, it may have changed. */
  private heedPopularity(): void {
    const forget = () => this.drop([keys.popular]);
    const stop = async () => undefined;
    this.unheed = this.changes.attach({
      look: () => undefined,
      popularityChanged: forget,
      cutOff: forget,
      stop,
    });
  }

  private drop(outdated: readonly string[]): void {
    // Parts first: answers are made of them.
    this.parts.drop(outdated);
    this.answers.drop(outdated);
  }

  private nextChange(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const tell = () => {
        clearTimeout(timer);
        this.waiting.delete(tell);
        resolve();
      };
      const timer = setTimeout(tell, patience);
      this.waiting.add(tell);
    });
  }
}
