import { type DocumentNode, getOperationAST, Kind, visit } from 'graphql';
import pLimit from 'p-limit';
import { type Audience, identifyOperation, operationKey } from '../execution/operation-key.js';
import type { Answer, OperationParams } from '../graph.js';

/** Events that are executed at once: what readers wait for goes first to the database's connections. */
const AT_ONCE = 4;

/** One answer for everyone who asked the same. */
export class LiveAnswer {
  private written: string | undefined;

  constructor(
    readonly answer: Answer,
    /** Place of its event, when events have one. */
    readonly cursor?: string,
    /** Nothing comes after it. */
    readonly isLast = false,
  ) {}

  get text(): string {
    this.written ??= JSON.stringify(this.answer);
    return this.written;
  }
}

/** Sees to it that an event is executed once for everyone who asked the same of it; forgotten with the event. */
export class SharedAnswers {
  private readonly answers = new WeakMap<object, Map<string, Promise<LiveAnswer>>>();
  private readonly limit = pLimit(AT_ONCE);

  /** `key` is null for what nobody else asks. */
  of(event: object, key: string | null, make: () => Promise<LiveAnswer>): Promise<LiveAnswer> {
    if (key === null) return this.limit(make);
    const known = this.answers.get(event) ?? new Map<string, Promise<LiveAnswer>>();
    this.answers.set(event, known);
    const answer = known.get(key) ?? this.limit(make);
    known.set(key, answer);
    return answer;
  }
}

/** Equal for subscriptions that get equal answers to an event: the same asked, by those who may see the same. */
export function eventKey(
  { operationName, variables }: OperationParams,
  document: DocumentNode,
  audience: Audience,
): string | null {
  const operation = identifyOperation(document, operationName);
  const resuming = resumingVariable(document, operationName);
  const others = Object.entries(variables ?? {}).filter(([name]) => name !== resuming);
  return operation && operationKey(operation, Object.fromEntries(others), audience);
}

/** The variable that only says where to begin: it tells who comes back from who stayed, but not their answers. */
function resumingVariable(document: DocumentNode, operationName?: string | null): string | undefined {
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
