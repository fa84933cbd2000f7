import type { Statement } from './statements.js';

/**
 * What an answer was made of, noted while it is made: keys (keys.ts), the time at which it ends by itself, and for how
 * long a copy may be given where changes are not heard of.
 */
export class ReadSet {
  readonly keys = new Set<string>();
  /** Milliseconds since 1970. */
  endsAt = Number.POSITIVE_INFINITY;
  /** What was asked of PostgreSQL for it. */
  readonly statements: Statement[] = [];

  /** `since`: when whoever waits for the answer began to wait, in milliseconds since 1970. */
  constructor(private readonly since = Date.now()) {}

  /** Milliseconds. */
  copiesLast = Number.POSITIVE_INFINITY;

  note(keys: readonly string[]): void {
    for (const key of keys) this.keys.add(key);
  }

  /** Of so many milliseconds for the whole answer, those that are left. */
  left(patience: number): number {
    return this.since + patience - Date.now();
  }

  /** For what changes as time goes by. */
  endIn(milliseconds: number): void {
    this.endsAt = Math.min(this.endsAt, Date.now() + milliseconds);
  }

  /** For what changes without a change in the log, of which only this gateway hears. */
  copiesLastFor(milliseconds: number): void {
    this.copiesLast = Math.min(this.copiesLast, milliseconds);
  }
}
