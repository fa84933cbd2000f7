import { type DocumentNode, getOperationAST, Kind, visit } from 'graphql';
import { SharedExecution, type SharedExecutionClient } from '../../cache/shared-execution.js';
import type { OperationParams, OperationResponse } from '../../graphql/operation.js';
import { hashOperation, identifyOperation } from '../../graphql/operation-key.js';

/** Result of an event, shared by all subscriptions with the same operation. */
export class EventResult {
  private serialized: string | undefined;

  constructor(
    readonly response: OperationResponse,
    /** Resume cursor of the event, if it has one. */
    readonly cursor?: string,
    /** True if no result follows. */
    readonly isLast = false,
  ) {}

  get text(): string {
    this.serialized ??= JSON.stringify(this.response);
    return this.serialized;
  }
}

/** Executes an event once for all subscriptions with equal keys. Results are dropped with the event. */
export class EventResultCache {
  private readonly executionsByEvent = new WeakMap<object, Map<string, SharedExecution<EventResult>>>();

  /**
   * Returns the result of the first subscriber that has its turn. `key` is null for results that are not
   * shared. A failed execution is not kept.
   */
  async getOrExecute(
    event: object,
    key: string | null,
    subscriber: SharedExecutionClient<EventResult>,
  ): Promise<EventResult> {
    if (key === null) return new SharedExecution<EventResult>().join(subscriber);
    const executions = this.executionsByEvent.get(event) ?? new Map<string, SharedExecution<EventResult>>();
    this.executionsByEvent.set(event, executions);
    const existing = executions.get(key);
    const execution = existing && !existing.isAbandoned ? existing : new SharedExecution<EventResult>();
    executions.set(key, execution);
    const remove = () => {
      if (executions.get(key) === execution) executions.delete(key);
    };
    try {
      return await execution.join({
        ...subscriber,
        execute: (signal) =>
          subscriber.execute(signal).catch((error) => {
            remove();
            throw error;
          }),
      });
    } finally {
      if (execution.isAbandoned) remove();
    }
  }

  /** Drops the results of an event. */
  delete(event: object): void {
    this.executionsByEvent.delete(event);
  }
}

/**
 * Returns the part of a subscription's cache key that its events have in common: operation and variables.
 * Ignores the variable with the resume cursor.
 */
export function hashSubscription(
  { operationName, variables }: OperationParams,
  document: DocumentNode,
): string | null {
  const operation = identifyOperation(document, operationName);
  const resuming = findCursorVariable(document, operationName);
  const others = Object.entries(variables ?? {}).filter(([name]) => name !== resuming);
  return operation && hashOperation(operation, Object.fromEntries(others));
}

/**
 * Returns the name of the variable that is used only as the resume cursor, which differs between
 * subscriptions but does not affect results.
 */
function findCursorVariable(document: DocumentNode, operationName?: string | null): string | undefined {
  const [field] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  if (field?.kind !== Kind.FIELD) return undefined;
  const { value } = field.arguments?.find(({ name }) => name.value === 'after') ?? {};
  if (value?.kind !== Kind.VARIABLE) return undefined;
  const name = value.name.value;
  let mentions = 0;
  visit(document, {
    Variable: (node) => {
      if (node.name.value === name) mentions += 1;
    },
  });
  return mentions === 2 ? name : undefined; // its definition, and this use
}
