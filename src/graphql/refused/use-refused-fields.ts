import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import { resolveErrorCode } from '../format-error.js';
import { createEmptyValue, EmptyObject } from './empty-value.js';
import type { RefusedFieldsContext } from './refused-fields.js';

type Field = GraphQLField<unknown, RefusedFieldsContext>;

/** Codes of errors that the arguments of a field cause. */
const REFUSALS: string[] = [ErrorCode.BAD_USER_INPUT, ErrorCode.FORBIDDEN];

/**
 * Lets a non-null field whose arguments are refused leave the rest of the response in place. Its resolver returns an
 * empty value, in the place of which the response has null, and records the error.
 */
export function useRefusedFields(schema: GraphQLSchema): GraphQLSchema {
  const others = [schema.getMutationType(), schema.getSubscriptionType()];
  const emptyTypes = new Set<GraphQLObjectType>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || others.includes(type)) continue;
    for (const field of Object.values<Field>(type.getFields())) {
      if (!isNonNullType(field.type) || field.args.length === 0) continue;
      const empty = createEmptyValue(field.type);
      if (empty === undefined) continue;
      recordRefusals(field, empty);
      addObjectTypes(field, emptyTypes);
    }
  }
  for (const type of emptyTypes)
    for (const field of Object.values(type.getFields())) resolveEmptyObject(field);
  return schema;
}

function recordRefusals(field: Field, empty: unknown): void {
  const { resolve } = field;
  if (!resolve) return;
  field.resolve = (source, args, context, info) => {
    const { refusedFields } = context;
    if (!refusedFields?.includes(info)) return resolve(source, args, context, info);
    const refuse = (error: unknown): unknown => {
      if (!REFUSALS.includes(resolveErrorCode(error))) throw error;
      refusedFields.add(error, info);
      return empty;
    };
    try {
      const result: unknown = resolve(source, args, context, info);
      return result instanceof Promise ? result.catch(refuse) : result;
    } catch (error) {
      return refuse(error);
    }
  };
}

/** Adds the type of the objects that the empty value of a field consists of. */
function addObjectTypes({ type }: Pick<Field, 'type'>, found: Set<GraphQLObjectType>): void {
  const object = getNullableType(type);
  if (!isNonNullType(type) || !isObjectType(object) || found.has(object)) return;
  found.add(object);
  for (const field of Object.values(object.getFields())) addObjectTypes(field, found);
}

function resolveEmptyObject(field: Field): void {
  const { resolve } = field;
  if (!resolve) return;
  field.resolve = (source, args, context, info) =>
    source instanceof EmptyObject ? source.values[field.name] : resolve(source, args, context, info);
}
