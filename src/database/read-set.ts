import type { Statement } from './statements.js';

/** What an answer was made of, noted while it is made: keys (keys.ts), and the time at which it ends by itself. */
export class ReadSet {
  readonly keys = new Set<string>();
  /** Milliseconds since 1970. */
  endsAt = Number.POSITIVE_INFINITY;
  /** What was asked of PostgreSQL for it. */
  readonly statements: Statement[] = [];

  /** `since`: when whoever waits for the answer began to wait, in milliseconds since 1970. */
  constructor(private readonly since = Date.now()) {}

  note(keys: readonly string[]): void {
    for (const key of keys) this.keys.add(key);
  }

  /** Of so many milliseconds for the whole answer, those that are left. */
  left(patience: number): number {
    return this.since + patience - Date.now();
  }

  /** For what changes as time goes by: in so many milliseconds from now, or at a time in milliseconds since 1970. */
  endIn(milliseconds: number): void {
    this.endAt(Date.now() + milliseconds);
  }

  endAt(time: number): void {
    this.endsAt = Math.min(this.endsAt, time);
  }
}
