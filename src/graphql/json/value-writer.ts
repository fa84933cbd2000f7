import {
  type GraphQLLeafType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { JsonWriter, ObjectCompiler, WritingExecution } from './json-writer.js';

/**
 * Returned instead of an error of its own by everything that fails here: graphql-js executes the operation again and
 * reports the error.
 */
class NotWritableError extends Error {}

/** Creates the writer of values of a type, which follows "CompleteValue" of the GraphQL specification. */
export function createValueWriter(type: GraphQLOutputType, selection: ObjectCompiler): JsonWriter {
  if (isNonNullType(type)) {
    const write = createPresentWriter(type.ofType, selection);
    return (value, execution) => write(value ?? refuse('null'), execution);
  }
  const write = createPresentWriter(type, selection);
  return (value, execution) => (value == null ? 'null' : write(value, execution));
}

/** Creates the writer of values that are not null. */
function createPresentWriter(type: GraphQLOutputType, selection: ObjectCompiler): JsonWriter {
  if (isLeafType(type)) return createLeafWriter(type);
  if (isListType(type)) return createListWriter(createValueWriter(type.ofType, selection));
  if (isObjectType(type)) {
    const writer = selection.compile(type);
    return (value, execution) => writer.write(assertNoError(value), execution);
  }
  if (!isAbstractType(type) || type.resolveType) throw new NotWritableError(`Unsupported: ${String(type)}`);
  return (value, execution) => {
    const { __typename: name } = assertNoError(value) as { __typename?: unknown };
    return selection.compileByName(type, name).write(value, execution);
  };
}

function createLeafWriter(type: GraphQLLeafType): JsonWriter {
  const isString = type.name === 'String';
  return (value) => {
    if (isString && typeof value === 'string') return JSON.stringify(value);
    return JSON.stringify(type.serialize(assertNoError(value)) ?? refuse('not serialized'));
  };
}

function createListWriter(writeItem: JsonWriter): JsonWriter {
  return (value, execution) => {
    if (!Array.isArray(value)) refuse('no list');
    const items = value as unknown[];
    let text = '[';
    for (let i = 0; i < items.length; i++)
      text += (i > 0 ? ',' : '') + writeMaybeLater(items[i], writeItem, execution);
    return `${text}]`;
  };
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
