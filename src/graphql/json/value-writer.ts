import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { JsonWriter, ObjectCompiler, ObjectWriter, WritingExecution } from './json-writer.js';

/**
 * Returned in place of a specific error by everything that fails here: graphql-js executes the operation
 * again and reports the error.
 */
class NotWritableError extends Error {}

/** Returns the `info` of a field for the resolvers of its value. */
type GetInfo = (execution: WritingExecution) => GraphQLResolveInfo;

/** Creates the writer of values of a type, which follows "CompleteValue" of the GraphQL specification. */
export function createValueWriter(
  type: GraphQLOutputType,
  selection: ObjectCompiler,
  getInfo: GetInfo,
): JsonWriter {
  return createNullableWriter(type, createPresentWriter(getNullableType(type), selection, getInfo));
}

function createNullableWriter(type: GraphQLOutputType, write: JsonWriter): JsonWriter {
  return isNonNullType(type)
    ? (value, execution) => write(value ?? refuse('null'), execution)
    : (value, execution) => (value == null ? 'null' : write(value, execution));
}

/** Creates the writer of values that are not null. */
function createPresentWriter(
  type: GraphQLOutputType,
  selection: ObjectCompiler,
  getInfo: GetInfo,
): JsonWriter {
  if (isLeafType(type)) return createLeafWriter(type);
  if (isListType(type)) return createListWriter(type.ofType, selection, getInfo);
  if (isObjectType(type)) return createObjectWriter(selection.compile(type));
  if (!isAbstractType(type)) throw new NotWritableError(`Unsupported: ${String(type)}`);
  return createAbstractWriter(type, selection, getInfo);
}

/** Creates the writer of values of a union or interface, with object types that are found one by one. */
function createAbstractWriter(
  type: GraphQLAbstractType,
  selection: ObjectCompiler,
  getInfo: GetInfo,
): JsonWriter {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (value, execution) => {
    assertNoError(value);
    const found = resolveType(value, execution.context, getInfo(execution), type);
    if (!isThenable(found)) return selection.compileByName(type, found).write(value, execution);
    return execution.writeLater(found, (name) => selection.compileByName(type, name).write(value, execution));
  };
}

function createLeafWriter(type: GraphQLLeafType): JsonWriter {
  const isString = type.name === 'String';
  return (value) => {
    if (isString && typeof value === 'string') return JSON.stringify(value);
    return JSON.stringify(type.serialize(assertNoError(value)) ?? refuse('not serialized'));
  };
}

function createObjectWriter(writer: ObjectWriter): JsonWriter {
  return (value, execution) => writer.write(assertNoError(value), execution);
}

/** Creates the writer of a list, which loads the data of all its objects before it writes the first. */
function createListWriter(
  itemType: GraphQLOutputType,
  selection: ObjectCompiler,
  getInfo: GetInfo,
): JsonWriter {
  const presentType = getNullableType(itemType);
  const objects = isObjectType(presentType) ? selection.compile(presentType) : null;
  const writeItem = createNullableWriter(
    itemType,
    objects ? createObjectWriter(objects) : createPresentWriter(presentType, selection, getInfo),
  );
  return (value, execution) => {
    if (!Array.isArray(value)) refuse('no list');
    const items = value as unknown[];
    const loading = objects && items.every(isObject) ? execution.preload(objects, items) : null;
    return loading
      ? execution.writeLater(loading, () => writeItems(items, writeItem, execution))
      : writeItems(items, writeItem, execution);
  };
}

function writeItems(items: unknown[], writeItem: JsonWriter, execution: WritingExecution): string {
  let text = '[';
  for (let i = 0; i < items.length; i++)
    text += (i > 0 ? ',' : '') + writeMaybeLater(items[i], writeItem, execution);
  return `${text}]`;
}

/** Returns true for an object that is present: no promise, and no error. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isThenable(value) && !(value instanceof Error);
}

/** Writes a value, or leaves a mark for the value of a promise. */
export function writeMaybeLater(value: unknown, write: JsonWriter, execution: WritingExecution): string {
  return isThenable(value) ? execution.writeLater(value, write) : write(value, execution);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

function assertNoError(value: unknown): unknown {
  if (value instanceof Error) throw value;
  return value;
}

function refuse(reason: string): never {
  throw new NotWritableError(reason);
}
