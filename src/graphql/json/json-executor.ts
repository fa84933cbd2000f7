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
import { LRUCache } from 'lru-cache';
import { identifyOperation } from '../operation-key.js';
import { hasUniqueFields } from '../unique/unique-page.js';
import { CompiledQuery } from './compiled-query.js';
import type { JsonContext } from './json-execution.js';

/**
 * Maximum number of fields of a compiled operation, with fragments counted at each spread. Compiling a field takes
 * some microseconds, and 1 KB.
 */
const MAX_FIELDS = 2_000;
/** Maximum number of fields in all compiled operations together. */
const MAX_COMPILED_FIELDS = 20_000;

/**
 * Compiles queries to functions that write their result as JSON, and executes them. After any error,
 * graphql-js executes the query again with the same context and its cached rows.
 */
export class JsonExecutor {
  private readonly compiledByDefinition = new WeakMap<OperationDefinitionNode, CompiledQuery | null>();
  /** Bounds the compiled operations. */
  private readonly sizes = new LRUCache<OperationDefinitionNode, true>({
    maxSize: MAX_COMPILED_FIELDS,
    dispose: (_true, definition) => this.compiledByDefinition.delete(definition),
  });

  /** `maxFields` is the maximum number of fields of a compiled operation. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly maxFields = MAX_FIELDS,
  ) {}

  /** Returns the compiled form of a validated query; null if graphql-js has to execute it. */
  findCompiled(document: DocumentNode, operationName?: string | null): CompiledQuery | null {
    const definition = identifyOperation(document, operationName)?.definition;
    // Unique fields need the results that UniquePage resolved before, which a plugin of Apollo loads.
    if (definition?.operation !== 'query' || hasUniqueFields(document, definition)) return null;
    this.sizes.get(definition);
    const known = this.compiledByDefinition.get(definition);
    if (known !== undefined) return known;
    const size = countFields(document, operationName);
    const compiled = size <= this.maxFields ? new CompiledQuery(this.schema, document, definition) : null;
    this.compiledByDefinition.set(definition, compiled);
    this.sizes.set(definition, true, { size: compiled ? size : 1 });
    return compiled;
  }

  /** Executes a compiled query. Returns its data as JSON; null if graphql-js has to report an error. */
  async execute(
    compiled: CompiledQuery,
    context: JsonContext,
    variables?: Record<string, unknown>,
  ): Promise<string | null> {
    try {
      return await compiled.execute(context, variables);
    } catch {
      return null;
    }
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
