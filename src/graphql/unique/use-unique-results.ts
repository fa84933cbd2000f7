import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { UNIQUE_FIELDS } from './unique-directive.js';
import type { UniqueContext } from './unique-page.js';

/**
 * Makes the fields that a UniquePage can resolve return its results: those that can be unique, and those
 * that lead to one.
 */
export function useUniqueResults(schema: GraphQLSchema): GraphQLSchema {
  const leading = findLeadingTypes(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      const isLeading =
        UNIQUE_FIELDS.has(`${type.name}.${field.name}`) || leading.has(getNamedType(field.type));
      if (!resolve || !isLeading) continue;
      field.resolve = (root, args, context: UniqueContext, info) => {
        const result = context.uniquePage?.find(info.path);
        if (!result) return resolve(root, args, context, info);
        if ('error' in result) throw result.error;
        return result.value;
      };
    }
  }
  return schema;
}

/** Returns the types with a field that can carry the directive, and those with fields that lead to one. */
function findLeadingTypes(schema: GraphQLSchema): Set<GraphQLNamedType> {
  const types = Object.values(schema.getTypeMap());
  const leading = new Set<GraphQLNamedType>();
  for (let size = -1; size < leading.size; ) {
    size = leading.size;
    for (const type of types) {
      const isLeading = isAbstractType(type)
        ? schema.getPossibleTypes(type).some((possible) => leading.has(possible))
        : isObjectType(type) &&
          Object.values(type.getFields()).some(
            (field) =>
              UNIQUE_FIELDS.has(`${type.name}.${field.name}`) || leading.has(getNamedType(field.type)),
          );
      if (isLeading) leading.add(type);
    }
  }
  return leading;
}
