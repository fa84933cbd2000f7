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
import { identifyOperation } from '../operation-key.js';

/** Compiling takes as long as interpreting some thirty times. */
const COMPILE_AFTER = 30;
/**
 * Fields of an operation that is compiled at all, those of a fragment counted as often as it is spread: code is
 * written for each, in some 0.5 ms and 6 KB, while everyone else waits.
 */
const MAX_FIELDS = 300;
/** Fields of all that is kept compiled. */
const MAX_COMPILED_FIELDS = 20_000;

/** What is to be executed. The document has been validated. */
export interface ExecutionRequest {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | undefined;
  contextValue: unknown;
}

/** An operation as far as it is known. */
interface OperationEntry {
  useCount: number;
  compiled?: CompiledQuery | null;
}

/**
 * Executes queries that are asked often as JavaScript of their own. Whatever it does not answer, or not without an
 * error, is for graphql-js to execute: from the same context it does so of the same loads.
 */
export class JitExecutor {
  private readonly entriesByDocument = new WeakMap<OperationDefinitionNode, OperationEntry>();
  /** Bounds what is compiled: what falls out is interpreted until it is hot again. */
  private readonly compiledEntries = new LRUCache<OperationEntry, true>({
    maxSize: MAX_COMPILED_FIELDS,
    dispose: (_true, known) => {
      known.useCount = 0;
      delete known.compiled;
    },
  });

  /** `hotAfter`: times that an operation is asked before it is compiled. `largest`: fields of one that is. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly compileAfter = COMPILE_AFTER,
    private readonly maxFields = MAX_FIELDS,
  ) {}

  /** The data; null when it is not asked often enough, or when graphql-js has to say what is wrong. */
  async execute(execution: ExecutionRequest): Promise<unknown> {
    const compiled = this.getCompiledQuery(execution);
    if (!compiled) return null;
    try {
      const result = await compiled.query(undefined, execution.contextValue, execution.variables);
      return result.errors ? null : result.data;
    } catch {
      return null;
    }
  }

  private getCompiledQuery({ document, operationName }: ExecutionRequest): CompiledQuery | null {
    const definition = identifyOperation(document, operationName)?.definition;
    if (definition?.operation !== 'query') return null;
    const entry = this.entriesByDocument.get(definition) ?? { useCount: 0 };
    this.entriesByDocument.set(definition, entry);
    entry.useCount += 1;
    if (entry.useCount <= this.compileAfter) return null;
    if (entry.compiled === undefined) {
      const size = countFields(document, operationName);
      entry.compiled = size > this.maxFields ? null : this.compile(document, operationName);
      this.compiledEntries.set(entry, true, { size: entry.compiled ? size : 1 });
    }
    this.compiledEntries.get(entry);
    return entry.compiled;
  }

  /** Null for what the compiler does not take. */
  private compile(document: DocumentNode, operationName: string | null | undefined): CompiledQuery | null {
    const compiled = compileQuery(this.schema, document, operationName ?? '');
    return isCompiledQuery(compiled) ? compiled : null;
  }
}

function countFields(document: DocumentNode, operationName: string | null | undefined): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const fragmentCounts = new Map<string, number>();
  const countFragment = (name: string): number => {
    const known = fragmentCounts.get(name) ?? countSelectionSet(fragments.get(name)?.selectionSet);
    fragmentCounts.set(name, known);
    return known;
  };
  const countSelectionSet = (set: SelectionSetNode | undefined): number =>
    set?.selections.reduce((sum, selection) => sum + countSelection(selection), 0) ?? 0;
  const countSelection = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return countFragment(selection.name.value);
    return (selection.kind === Kind.FIELD ? 1 : 0) + countSelectionSet(selection.selectionSet);
  };
  return countSelectionSet(getOperationAST(document, operationName)?.selectionSet);
}
