import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, Kind, visit } from 'graphql';
import pLimit from 'p-limit';
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

  of(event: object, key: string, make: () => Promise<LiveAnswer>): Promise<LiveAnswer> {
    const known = this.answers.get(event) ?? new Map<string, Promise<LiveAnswer>>();
    this.answers.set(event, known);
    const answer = known.get(key) ?? this.limit(make);
    known.set(key, answer);
    return answer;
  }
}

/** Equal for subscriptions that get equal answers to an event: the same asked, by those who may see the same. */
export function answerKey(params: OperationParams, document: DocumentNode, audience: unknown): string {
  const { query, operationName, variables } = params;
  const resuming = resumingVariable(document, operationName);
  const others = Object.entries(variables ?? {}).filter(([name]) => name !== resuming);
  const asked = JSON.stringify([audience, query, operationName, others]);
  return createHash('sha1').update(asked).digest('base64');
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
