import { GraphQLError, type ValidationRule } from 'graphql';

const MESSAGE =
  'Introspection is off here, as in production. Set INTROSPECTION=true on the gateway to allow it, or get the ' +
  'schema from the file schema.graphql or the command `dateline schema`.';

/** Validation rule: no query asks for the schema. */
export const noIntrospectionRule: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value === '__schema' || node.name.value === '__type')
      context.reportError(new GraphQLError(MESSAGE, { nodes: node }));
  },
});
