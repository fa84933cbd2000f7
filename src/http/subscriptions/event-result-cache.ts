import { type DocumentNode, getOperationAST, Kind, visit } from 'graphql';
import pLimit from 'p-limit';
import type { OperationParams, OperationResponse } from '../../graphql/graphql-executor.js';
import { type Audience, identifyOperation, operationKey } from '../../graphql/operation-key.js';

/** Events that are executed at once: what readers wait for goes first to the database's connections. */
const CONCURRENCY = 4;

/** One answer for everyone who asked the same. */
export class EventResult {
  private serialized: string | undefined;

  constructor(
    readonly response: OperationResponse,
    /** Place of its event, when events have one. */
    readonly cursor?: string,
    /** Nothing comes after it. */
    readonly isLast = false,
  ) {}

  get text(): string {
    this.serialized ??= JSON.stringify(this.response);
    return this.serialized;
  }
}

/** Sees to it that an event is executed once for everyone who asked the same of it; forgotten with the event. */
export class EventResultCache {
  private readonly resultsByEvent = new WeakMap<object, Map<string, Promise<EventResult>>>();
  private readonly limit = pLimit(CONCURRENCY);

  /** `key` is null for what nobody else asks. */
  getOrExecute(event: object, key: string | null, execute: () => Promise<EventResult>): Promise<EventResult> {
    if (key === null) return this.limit(execute);
    const eventResults = this.resultsByEvent.get(event) ?? new Map<string, Promise<EventResult>>();
    this.resultsByEvent.set(event, eventResults);
    const result = eventResults.get(key) ?? this.limit(execute);
    eventResults.set(key, result);
    return result;
  }
}

/** Equal for subscriptions that get equal answers to an event: the same asked, by those who may see the same. */
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

/** The variable that only says where to begin: it tells who comes back from who stayed, but not their answers. */
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
  return mentions === 2 ? name : undefined; // its definition, and this
}
