import type { AppLogger } from '../shared/logging/logger.js';
import type { ObservedOperation, TelemetrySink } from './telemetry.js';

/** Maximum characters of a logged statement; longer ones are cut. */
const MAX_STATEMENT_LENGTH = 2_000;

/** Logs each operation that took longer than the threshold, with its statements, which contain no values. */
export class SlowLog implements TelemetrySink {
  constructor(
    private readonly thresholdMs: number,
    private readonly log: Pick<AppLogger, 'warn'>,
  ) {}

  onOperation({
    requestId,
    name,
    type,
    documentHash,
    outcome,
    source,
    ms,
    statements,
  }: ObservedOperation): void {
    if (ms < this.thresholdMs) return;
    const statementLines = statements.map((statement) => ({
      ms: Math.round(statement.ms),
      text: statement.text.replace(/\s+/g, ' ').trim().slice(0, MAX_STATEMENT_LENGTH),
    }));
    const operation = { operation: name, type, documentHash, outcome, source };
    const line = { requestId, ...operation, ms: Math.round(ms), statements: statementLines };
    this.log.warn(line, 'slow operation');
  }
}
