import type { GraphQLSchema } from 'graphql';
import { resolveAbstractTypes } from './abstract-types.js';
import { useDirectResolvers } from './direct-resolvers.js';
import { applyOneOf } from './one-of.js';
import { useRefusedFields } from './refused/use-refused-fields.js';
import { describeRootTypes } from './root-descriptions.js';
import { useUniqueResults } from './unique/use-unique-results.js';

/** Changes a schema and returns it, or returns another one in its place. */
export type SchemaStep = (schema: GraphQLSchema) => GraphQLSchema;

export interface SchemaStepOptions {
  /** Resolvers by their classes. */
  instances: ReadonlyMap<unknown, object>;
  /** Adds the site's own fields and kinds, types and resolvers. */
  extend: SchemaStep;
}

/** Lists the changes of the schema after type-graphql has built it, in order. */
export function listSchemaSteps({ instances, extend }: SchemaStepOptions) {
  return {
    // Anywhere.
    applyOneOf,
    // Before `extend`, which replaces resolvers; a direct one would call the method in their place.
    useDirectResolvers: (schema) => useDirectResolvers(schema, instances),
    // Before the next two, which have to see the types and fields that it adds.
    extend,
    // Anywhere after `extend`.
    resolveAbstractTypes,
    // After all steps that set resolvers: it wraps each, and looks for a result before it calls it.
    useUniqueResults,
    // After `useUniqueResults`, which throws the errors of unique fields.
    useRefusedFields,
    // Anywhere.
    describeRootTypes,
  } satisfies Record<string, SchemaStep>;
}

/** Runs the steps in order, and returns the schema of the last one. */
export function applySchemaSteps(schema: GraphQLSchema, steps: Record<string, SchemaStep>): GraphQLSchema {
  return Object.values(steps).reduce((current, step) => step(current), schema);
}
