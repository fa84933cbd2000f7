import {
  type GraphQLAbstractType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isAbstractType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { type MaybePromise, mapMaybePromise } from '../shared/async/maybe-promise.js';

type TypeResolver = GraphQLTypeResolver<unknown, unknown>;
/** Names of object types by their classes. */
type NamesByClass = ReadonlyMap<unknown, string>;

/**
 * Makes the types of the values of unions and interfaces known without a promise. type-graphql waits for each
 * `resolveType`, and knows no object that has its type in `__typename`.
 */
export function resolveAbstractTypes(schema: GraphQLSchema): GraphQLSchema {
  const { unions, interfaceTypes, objectTypes } = getMetadataStorage();
  const names: NamesByClass = new Map(objectTypes.map(({ target, name }) => [target, name]));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    const declared = [...unions, ...interfaceTypes].find(({ name }) => name === type.name);
    type.resolveType = createTypeResolver(declared?.resolveType as DeclaredTypeResolver | undefined, names);
  }
  return schema;
}

/** `resolveType` of a union or interface as its author wrote it: returns a name or a class, also by a promise. */
type DeclaredTypeResolver = (...args: Parameters<TypeResolver>) => MaybePromise<unknown>;

/**
 * Creates the function that finds the type of a value: from the author's function, else from `__typename`, else from
 * the class of the value.
 */
function createTypeResolver(
  resolveType: DeclaredTypeResolver | undefined,
  names: NamesByClass,
): TypeResolver {
  const toName = (found: unknown, value: unknown, type: GraphQLAbstractType): string => {
    const name = typeof found === 'string' ? found : (names.get(found) ?? findName(value, names));
    if (name === undefined) throw createUnknownTypeError(type);
    return name;
  };
  return (value, context, info, type) =>
    resolveType
      ? mapMaybePromise(resolveType(value, context, info, type), (found) => toName(found, value, type))
      : toName(undefined, value, type);
}

/** Returns the name of a value's type: its `__typename`, or the name of the nearest class that is an object type. */
function findName(value: unknown, names: NamesByClass): string | undefined {
  const { __typename: name } = Object(value) as { __typename?: unknown };
  if (typeof name === 'string') return name;
  for (let prototype = Object.getPrototypeOf(Object(value)); prototype; ) {
    const found = names.get(prototype.constructor);
    if (found !== undefined) return found;
    prototype = Object.getPrototypeOf(prototype);
  }
  return undefined;
}

function createUnknownTypeError(type: GraphQLAbstractType): Error {
  return new Error(
    `The type of a value of ${type.name} is unknown. Return an instance of one of its classes, give the value a __typename, or declare resolveType where ${type.name} is declared.`,
  );
}
