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

/** Executions before a query is compiled. Compiling takes as long as about thirty interpreted executions. */
const COMPILE_AFTER = 30;
/**
 * Maximum number of fields of a compiled operation, with fragments counted at each spread. Compiling a field
 * blocks the event loop for about 0.5 ms and takes 6 KB.
 */
const MAX_FIELDS = 300;
/** Maximum number of fields in all compiled operations together. */
const MAX_COMPILED_FIELDS = 20_000;

/** Arguments of an execution. The document has been validated. */
export interface ExecutionRequest {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | undefined;
  contextValue: unknown;
}

/** Use count and compiled form of an operation. */
interface OperationEntry {
  useCount: number;
  compiled?: CompiledQuery | null;
}

/**
 * Executes frequent queries as compiled JavaScript. Returns null on any error, and graphql-js then executes
 * the query with the same context, whose loaders have cached the data.
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
   * Returns the data; null if the query is not compiled yet, or failed and graphql-js has to report the
   * error.
   */
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
    // Fields with @unique need what UniquePage resolved before, which a plugin of Apollo loads.
    if (definition?.operation !== 'query' || hasUniqueFields(document, definition)) return null;
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
