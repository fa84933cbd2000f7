import { GraphQLError, type ValidationRule } from 'graphql';

const MESSAGE =
  'Introspection is off here, as in production. Set INTROSPECTION=true on the gateway to allow it, or get the ' +
  'schema from the file schema.graphql or the command `dateline schema`.';

/** Fields that return the schema; `_service` is that of a subgraph. */
const INTROSPECTIVE = new Set(['__schema', '__type', '_service']);

/** Validation rule: no query asks for the schema. */
export const noIntrospectionRule: ValidationRule = (context) => ({
  Field(node) {
    if (INTROSPECTIVE.has(node.name.value)) context.reportError(new GraphQLError(MESSAGE, { nodes: node }));
  },
});
