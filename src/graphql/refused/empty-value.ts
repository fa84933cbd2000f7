import { type GraphQLOutputType, isListType, isNonNullType, isObjectType, isScalarType } from 'graphql';

const EMPTY_SCALARS: Record<string, unknown> = { Boolean: false, Float: 0, ID: '', Int: 0, String: '' };
/** Maximum depth of objects in an empty value. */
const MAX_DEPTH = 3;

/** An object with the least in it, such as a connection without nodes. */
export class EmptyObject {
  constructor(readonly values: Record<string, unknown>) {
    Object.assign(this, values);
  }
}

/**
 * Creates the value of a type with the least in it: null, an empty list, or an object of such values. Returns
 * undefined for types without one, such as unions and types that implement an interface.
 */
export function createEmptyValue(type: GraphQLOutputType, depth = 0): unknown {
  if (!isNonNullType(type)) return null;
  const { ofType } = type;
  if (isListType(ofType)) return [];
  if (isScalarType(ofType)) return EMPTY_SCALARS[ofType.name];
  if (!isObjectType(ofType) || ofType.getInterfaces().length > 0 || depth === MAX_DEPTH) return undefined;
  const values: Record<string, unknown> = {};
  for (const field of Object.values(ofType.getFields())) {
    values[field.name] = createEmptyValue(field.type, depth + 1);
    if (values[field.name] === undefined) return undefined;
  }
  return new EmptyObject(values);
}
