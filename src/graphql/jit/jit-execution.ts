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
import { hasUniqueFields } from '../unique/unique-page.js';
import { hasRecursiveVariable } from './recursive-inputs.js';

/** Executions before a query is compiled. Compiling takes as long as about thirty interpreted executions. */
const COMPILE_AFTER = 30;
/**
 * Maximum number of fields of a compiled operation, with fragments counted at each spread. Compiling a field
 * blocks the event loop for about 0.5 ms and takes 6 KB.
 */
const MAX_FIELDS = 300;
/** Maximum number of fields in all compiled operations together. */
const MAX_COMPILED_FIELDS = 20_000;

/** Use count and compiled form of an operation. */
interface OperationEntry {
  useCount: number;
  compiled?: CompiledQuery | null;
}

/**
 * Compiles frequent queries to JavaScript and executes them. After any error, graphql-js executes the query
 * again with the same context, whose loaders have cached the data.
 */
export class JitExecutor {
  private readonly entriesByDocument = new WeakMap<OperationDefinitionNode, OperationEntry>();
  /** Bounds the compiled operations. Evicted ones are interpreted until they are frequent again. */
  private readonly compiledEntries = new LRUCache<OperationEntry, true>({
    maxSize: MAX_COMPILED_FIELDS,
    dispose: (_true, known) => {
      known.useCount = 0;
      delete known.compiled;
    },
  });

  /**
   * `compileAfter` is the number of executions before compiling, `maxFields` the maximum fields of a compiled
   * operation.
   */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly compileAfter = COMPILE_AFTER,
    private readonly maxFields = MAX_FIELDS,
  ) {}

  /**
   * Counts a use of a validated query, and returns its compiled form; null if it is not frequent enough, too large,
   * or has a variable of a recursive input type.
   */
  findCompiled(document: DocumentNode, operationName?: string | null): CompiledQuery | null {
    const definition = identifyOperation(document, operationName)?.definition;
    // Fields with @unique need what UniquePage resolved before, which a plugin of Apollo loads.
    if (definition?.operation !== 'query' || hasUniqueFields(document, definition)) return null;
    const entry = this.entriesByDocument.get(definition) ?? { useCount: 0 };
    this.entriesByDocument.set(definition, entry);
    entry.useCount += 1;
    if (entry.useCount <= this.compileAfter) return null;
    if (entry.compiled === undefined) {
      const size = countFields(document, operationName);
      const canCompile = size <= this.maxFields && !hasRecursiveVariable(this.schema, definition);
      entry.compiled = canCompile ? this.compile(document, operationName) : null;
      this.compiledEntries.set(entry, true, { size: entry.compiled ? size : 1 });
    }
    this.compiledEntries.get(entry);
    return entry.compiled;
  }

  /** Executes a compiled query. Returns its data; null if it failed and graphql-js has to report the error. */
  async execute(
    compiled: CompiledQuery,
    contextValue: unknown,
    variables?: Record<string, unknown>,
  ): Promise<unknown> {
    try {
      const result = await compiled.query(undefined, contextValue, variables);
      return result.errors ? null : result.data;
    } catch {
      return null;
    }
  }

  /** Returns null for operations that graphql-jit does not support. */
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
