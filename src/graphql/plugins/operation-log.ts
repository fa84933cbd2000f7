import type { OperationTrace } from '../../observability/telemetry.js';
import type { OperationState } from '../operation-result.js';

/** Creates an empty trace. */
export function createOperationTrace(): OperationTrace {
  return { statements: [], fields: [] };
}

/** Adds the statements and fields that the context has recorded to a trace. */
export function collectTrace(trace: OperationTrace, state: OperationState | undefined): void {
  const readStatements = state?.dependencies.statements ?? [];
  trace.statements =
    trace.statements.length === 0
      ? readStatements
      : [...trace.statements, ...readStatements].sort((one, other) => one.startedAt - other.startedAt);
  trace.fields = state?.outcome.fields ?? [];
}
