import { beginStatement, endStatement, type Statement } from '../shared/logging/query-log.js';

/** A part of a response, with its dependencies. */
export interface Captured<Result> {
  result: Result;
  tags: Set<string>;
  /** IDs of the articles whose text it has. */
  texts: Set<number>;
  /** True if the part changes as time passes. */
  isLimited: boolean;
}

/** Dependencies of a response, tracked while it is created: its cache tags, expiry, and TTL in a CDN. */
export class DependencyTracker {
  private ownTags = new Set<string>();
  private ownTexts = new Set<number>();
  private limits = 0;
  /** Time of expiry, in milliseconds since 1970. */
  expiresAt = Number.POSITIVE_INFINITY;
  /** Aborted when no client waits for the response any more; further reads are rejected. */
  signal: AbortSignal | undefined;
  private reading = 0;
  private readonly idle = new Set<() => void>();
  /** Number of times that a loader was used, or a dependency tracked. */
  useCount = 0;
  /** Statements sent to PostgreSQL for it. */
  readonly statements: Statement[] = [];
  /** Fields that read past the loaders, because of which the response is not cached. */
  readonly untrackedFields = new Set<string>();

  /** `startedAt` is the time at which the client began to wait, in milliseconds since 1970. */
  constructor(private startedAt = Date.now()) {}

  /** Milliseconds for which a CDN may serve the response. */
  cdnTtlMs = Number.POSITIVE_INFINITY;

  get tags(): ReadonlySet<string> {
    return this.ownTags;
  }

  /** IDs of the articles whose text the response has. */
  get texts(): ReadonlySet<number> {
    return this.ownTexts;
  }

  /** Records that the response has the text of articles. */
  trackTexts(articleIds: Iterable<number>): void {
    for (const id of articleIds) this.ownTexts.add(id);
  }

  /** Counts a use of a loader, which tracks its reads. */
  countUse(): void {
    this.useCount += 1;
  }

  trackTags(tags: readonly string[]): void {
    this.useCount += 1;
    for (const key of tags) this.ownTags.add(key);
  }

  /**
   * Creates a part of the response, and returns its dependencies. Reads that the part waits for are not
   * captured.
   */
  capture<Result>(create: () => Result): Captured<Result> {
    const { ownTags: outerTags, ownTexts: outerTexts, limits } = this;
    const tags = new Set<string>();
    const texts = new Set<number>();
    this.ownTags = tags;
    this.ownTexts = texts;
    try {
      const result = create();
      return { result, tags, texts, isLimited: this.limits > limits };
    } finally {
      this.ownTags = outerTags;
      this.ownTexts = outerTexts;
      for (const tag of tags) outerTags.add(tag);
      this.trackTexts(texts);
    }
  }

  /** Returns the remaining milliseconds of those allowed for the whole response. */
  getRemainingMs(timeoutMs: number): number {
    return this.startedAt + timeoutMs - Date.now();
  }

  /** Allows the whole time again for the reads from now on. */
  restartTimeLimit(): void {
    this.startedAt = Date.now();
  }

  /** Records a statement, and counts it as under way until `endRead`. */
  beginRead(text: string): Statement {
    this.reading += 1;
    return beginStatement(this.statements, text);
  }

  endRead(statement: Statement): void {
    endStatement(statement);
    this.reading -= 1;
    if (this.reading > 0) return;
    for (const resume of this.idle) resume();
    this.idle.clear();
  }

  /** Returns `value` after all pending reads: a response can be complete before all its reads are. */
  async whenIdle<Value>(value: Value): Promise<Value> {
    if (this.reading > 0) await new Promise<void>((resolve) => this.idle.add(resolve));
    return value;
  }

  /** Limits the lifetime, for values that change with time. */
  limitTtl(ttlMs: number): void {
    this.useCount += 1;
    this.limits += 1;
    this.expiresAt = Math.min(this.expiresAt, Date.now() + ttlMs);
  }

  /** Lets no cache have the response, since a field read past the loaders, such as `Section.weather`. */
  refuseCaching(field: string): void {
    this.untrackedFields.add(field);
    this.limitTtl(0);
  }

  /** Limits the lifetime in a CDN, for data that changes without an entry in the change log. */
  limitCdnTtl(ttlMs: number): void {
    this.useCount += 1;
    this.limits += 1;
    this.cdnTtlMs = Math.min(this.cdnTtlMs, ttlMs);
  }
}
