import { type DocumentNode, type GraphQLSchema, getOperationAST, getVariableValues } from 'graphql';

export type Variables = Record<string, unknown> | undefined;

/** Checks variables against their types, before the libraries that report every mistake of theirs coerce them. */
export class VariableChecker {
  /** `hideSuggestions`: leaves the names of enum values and input fields out of messages. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly hideSuggestions: boolean,
  ) {}

  /**
   * Throws the first error, a GraphQLError unless the values are nested too deeply to be walked. Each error quotes
   * the value it is about, so that the time for all of them grows with the square of a value's size.
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
