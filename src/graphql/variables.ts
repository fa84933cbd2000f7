import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
} from 'graphql';

export type Variables = Record<string, unknown> | undefined;

/** Validates variables against their types, before libraries coerce them that report every error. */
export class VariableChecker {
  /** `hideSuggestions` leaves the names of enum values and input fields out of messages. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly hideSuggestions: boolean,
  ) {}

  /**
   * Throws only the first error, since each quotes its value and the time for all grows with the square of
   * its size. It is a GraphQLError, or a RangeError for values nested too deeply.
   *
   * Counts entries of lists and fields of objects first, and throws if there are more than `maxValues`: an
   * entry may be an input object, and coercion looks for each of its fields.
   */
  check(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
    maxValues: number,
  ): void {
    if (hasMoreValues(variables, maxValues)) {
      throw new GraphQLError(
        `The variables have more than ${maxValues.toLocaleString('en')} values. Send shorter lists, or several operations.`,
      );
    }
    const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
    const { hideSuggestions } = this;
    const { errors } = getVariableValues(this.schema, definitions, variables ?? {}, {
      maxErrors: 1,
      hideSuggestions,
    });
    if (errors) throw errors[0];
  }
}

/** Returns true if JSON has more than `limit` values at all depths. */
function hasMoreValues(json: Variables, limit: number): boolean {
  const parents: unknown[] = [json ?? {}];
  let count = 0;
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    const values: unknown[] = Array.isArray(parent) ? parent : Object.values(parent as object);
    count += values.length;
    if (count > limit) return true;
    for (const value of values) if (typeof value === 'object' && value !== null) parents.push(value);
  }
  return false;
}
