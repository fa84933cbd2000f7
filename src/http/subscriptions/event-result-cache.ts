import { type DocumentNode, getOperationAST, Kind, visit } from 'graphql';
import type { OperationParams, OperationResponse } from '../../graphql/operation.js';
import { type Audience, identifyOperation, operationKey } from '../../graphql/operation-key.js';
import type { Client } from '../../rate-limit/concurrency/client-allowance.js';
import type { ClientQueues } from '../../rate-limit/concurrency/client-queues.js';

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
  private readonly resultsByEvent = new WeakMap<object, Map<string, Promise<EventResult>>>();

  constructor(private readonly queues: ClientQueues) {}

  /** `key` is null for results that are not shared. `client` executes the operation for all others with the key. */
  getOrExecute(
    event: object,
    { key, client }: { key: string | null; client: Client },
    execute: () => Promise<EventResult>,
  ): Promise<EventResult> {
    const runInQueue = () => this.queues.run(client, undefined, execute);
    if (key === null) return runInQueue();
    const eventResults = this.resultsByEvent.get(event) ?? new Map<string, Promise<EventResult>>();
    this.resultsByEvent.set(event, eventResults);
    const result = eventResults.get(key) ?? runInQueue();
    eventResults.set(key, result);
    return result;
  }
}

/**
 * Returns the cache key of a subscription: the same operation, variables and audience. Ignores the variable
 * with the resume cursor.
 */
export function eventKey(
  { operationName, variables }: OperationParams,
  document: DocumentNode,
  audience: Audience,
): string | null {
  const operation = identifyOperation(document, operationName);
  const resuming = findCursorVariable(document, operationName);
  const others = Object.entries(variables ?? {}).filter(([name]) => name !== resuming);
  return operation && operationKey(operation, Object.fromEntries(others), audience);
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
