import type { Log } from '../../database/log.js';
import type { ObservedOperation, Observer } from './observer.js';

/** Longest statement that is logged whole, in characters. */
const LONGEST = 2_000;

/** Writes a line for each operation that took so many milliseconds, with its statements: their text has no values. */
export class SlowLog implements Observer {
  constructor(
    private readonly limit: number,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  operation({
    requestId,
    name,
    type,
    documentHash,
    outcome,
    source,
    ms,
    statements,
  }: ObservedOperation): void {
    if (ms < this.limit) return;
    const asked = statements.map((statement) => ({
      ms: Math.round(statement.ms),
      text: statement.text.replace(/\s+/g, ' ').trim().slice(0, LONGEST),
    }));
    const operation = { operation: name, type, documentHash, outcome, source };
    const line = { requestId, ...operation, ms: Math.round(ms), statements: asked };
    this.log.warn(line, 'slow operation');
  }
}
