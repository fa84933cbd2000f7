import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { identifyOperation } from './operation-key.js';

/** Compiling takes as long as interpreting some thirty times. */
const HOT = 30;
/**
 * Fields of an operation that is compiled at all, those of a fragment counted as often as it is spread: code is
 * written for each, in some 0.5 ms and 6 KB, while everyone else waits.
 */
const LARGEST = 300;
/** Fields of all that is kept compiled. */
const MOST = 20_000;

/** What is to be executed. The document has been validated. */
export interface Execution {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | undefined;
  contextValue: unknown;
}

/** An operation as far as it is known. */
interface Known {
  asked: number;
  compiled?: CompiledQuery | null;
}

/**
 * Executes queries that are asked often as JavaScript of their own. Whatever it does not answer, or not without an
 * error, is for graphql-js to execute: from the same context it does so of the same loads.
 */
export class CompiledExecution {
  private readonly known = new WeakMap<OperationDefinitionNode, Known>();
  /** Bounds what is compiled: what falls out is interpreted until it is hot again. */
  private readonly hot = new LRUCache<Known, true>({
    maxSize: MOST,
    dispose: (_true, known) => {
      known.asked = 0;
      delete known.compiled;
    },
  });

  /** `hotAfter`: times that an operation is asked before it is compiled. `largest`: fields of one that is. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly hotAfter = HOT,
    private readonly largest = LARGEST,
  ) {}

  /** The data; null when it is not asked often enough, or when graphql-js has to say what is wrong. */
  async execute(execution: Execution): Promise<unknown> {
    const compiled = this.compiledOf(execution);
    if (!compiled) return null;
    try {
      const result = await compiled.query(undefined, execution.contextValue, execution.variables);
      return result.errors ? null : result.data;
    } catch {
      return null;
    }
  }

  private compiledOf({ document, operationName }: Execution): CompiledQuery | null {
    const definition = identifyOperation(document, operationName)?.definition;
    if (definition?.operation !== 'query') return null;
    const known = this.known.get(definition) ?? { asked: 0 };
    this.known.set(definition, known);
    known.asked += 1;
    if (known.asked <= this.hotAfter) return null;
    if (known.compiled === undefined) {
      const size = fieldsOf(document, operationName);
      known.compiled = size > this.largest ? null : this.compile(document, operationName);
      this.hot.set(known, true, { size: known.compiled ? size : 1 });
    }
    this.hot.get(known);
    return known.compiled;
  }

  /** Null for what the compiler does not take. */
  private compile(document: DocumentNode, operationName: string | null | undefined): CompiledQuery | null {
    const compiled = compileQuery(this.schema, document, operationName ?? '');
    return isCompiledQuery(compiled) ? compiled : null;
  }
}

function fieldsOf(document: DocumentNode, operationName: string | null | undefined): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const counted = new Map<string, number>();
  const inFragment = (name: string): number => {
    const known = counted.get(name) ?? fieldsIn(fragments.get(name)?.selectionSet);
    counted.set(name, known);
    return known;
  };
  const fieldsIn = (set: SelectionSetNode | undefined): number =>
    set?.selections.reduce((sum, selection) => sum + fieldsAt(selection), 0) ?? 0;
  const fieldsAt = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return inFragment(selection.name.value);
    return (selection.kind === Kind.FIELD ? 1 : 0) + fieldsIn(selection.selectionSet);
  };
  return fieldsIn(getOperationAST(document, operationName)?.selectionSet);
}
