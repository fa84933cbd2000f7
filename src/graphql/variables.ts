import { type DocumentNode, type GraphQLSchema, getOperationAST, getVariableValues } from 'graphql';

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
   */
  check(document: DocumentNode, operationName: string | null | undefined, variables: Variables): void {
    const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
    const { hideSuggestions } = this;
    const { errors } = getVariableValues(this.schema, definitions, variables ?? {}, {
      maxErrors: 1,
      hideSuggestions,
    });
    if (errors) throw errors[0];
  }
}
