import { GraphQLScalarType } from 'graphql';

/**
 * Type of the inputs of a site's own fields, and of conditions on fields, until the schema has their
 * definitions, which replace it: type-graphql passes on only fields that a class declares.
 */
export const OwnInput = new GraphQLScalarType<unknown, unknown>({ name: 'OwnInput' });

/** Options of a field that has this type. */
export const OWN_INPUT = { nullable: true } as const;
