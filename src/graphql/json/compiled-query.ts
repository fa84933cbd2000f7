import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { findConditionVariables } from './fragments.js';
import { type JsonContext, JsonExecution } from './json-execution.js';
import { compileFields } from './selection-compiler.js';
import type { SelectionWriter } from './selection-writer.js';

/** Maximum number of values of the conditions in `@include` and `@skip` for which a query is compiled. */
const MAX_VARIANTS = 16;

/** A query that writes its result as JSON. It is compiled for each combination of its conditions. */
export class CompiledQuery {
  private readonly fragments: Record<string, FragmentDefinitionNode>;
  private readonly conditionNames: string[];
  private readonly variants = new Map<string, SelectionWriter>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
  ) {
    const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
    this.conditionNames = [...findConditionVariables(document)];
  }

  /**
   * Executes the query, and returns its data as JSON. Throws or rejects where graphql-js would report an error, which
   * has to execute the query again.
   */
  async execute(context: JsonContext, given: Record<string, unknown> = {}): Promise<string> {
    const { variableDefinitions = [] } = this.operation;
    const { coerced, errors } = getVariableValues(this.schema, variableDefinitions, given, { maxErrors: 1 });
    if (errors) throw errors[0];
    const root = this.getRoot(coerced);
    const { fragmentCache } = context;
    if (!fragmentCache?.isWritable)
      return new JsonExecution(context, coerced, null).run((execution) => root.write(undefined, execution));
    return fragmentCache.fill(async (store) =>
      new JsonExecution(context, coerced, store).run((execution) => root.write(undefined, execution)),
    );
  }

  /** Returns the compiled fields for these variables. */
  private getRoot(variables: Record<string, unknown>): SelectionWriter {
    const { schema, operation, fragments, variants, conditionNames } = this;
    const key = conditionNames.map((name) => variables[name]).join();
    const known = variants.get(key);
    if (known) return known;
    const type = schema.getQueryType()!;
    const conditions = Object.fromEntries(conditionNames.map((name) => [name, variables[name]]));
    const plan = { schema, operation, fragments, conditions, fieldCount: 0, resolverCount: 0 };
    const fields = collectFields(schema, fragments, conditions, type, operation.selectionSet);
    const root = compileFields(plan, type, fields);
    if (variants.size >= MAX_VARIANTS) variants.clear();
    variants.set(key, root);
    return root;
  }
}
