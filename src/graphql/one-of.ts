import { type GraphQLSchema, isInputObjectType } from 'graphql';

/** Makes OneOf input objects of the types with the directive `@oneOf`, which type-graphql only records. */
export function applyOneOf(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    type.isOneOf ||= type.astNode?.directives?.some(({ name }) => name.value === 'oneOf') ?? false;
  }
  return schema;
}
