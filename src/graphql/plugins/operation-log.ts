import type { OperationTrace } from '../../observability/telemetry.js';
import type { OperationState } from '../operation-result.js';

/** What was noted of an operation that asks for nothing yet. */
export function createOperationTrace(): OperationTrace {
  return { statements: [], fields: [] };
}

/** Notes what the context has noted by itself. */
export function collectTrace(trace: OperationTrace, state: OperationState | undefined): void {
  const readStatements = state?.dependencies.statements ?? [];
  trace.statements =
    trace.statements.length === 0
      ? readStatements
      : [...trace.statements, ...readStatements].sort((one, other) => one.startedAt - other.startedAt);
  trace.fields = state?.outcome.fields ?? [];
}
