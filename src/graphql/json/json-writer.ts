import type {
  FieldNode,
  GraphQLAbstractType,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
} from 'graphql';
import type { PreloadField } from '../../shared/preload.js';

/** Writes a value as JSON. Throws if graphql-js would report an error for it. */
export type JsonWriter = (value: unknown, execution: WritingExecution) => string;

/** Parts of an execution that the writers of values need. */
export interface WritingExecution {
  /** Request context, which resolvers get. */
  readonly context: unknown;
  writeLater(value: PromiseLike<unknown>, write: JsonWriter): string;
  getArguments(field: CompiledField): unknown;
  getInfo(field: CompiledField): GraphQLResolveInfo;
  /**
   * Loads the data that a selection needs of all objects of a list. Returns null if nothing can be loaded
   * ahead.
   */
  preload(selection: ObjectWriter, sources: readonly unknown[]): Promise<unknown> | null;
  writeFragment(selection: ObjectWriter, source: { id: number }, fragment: FragmentDefinition): string;
}

/** Writes the selected fields of an object. */
export interface ObjectWriter {
  /** Writes an object, or takes its JSON from the cache. */
  write(source: unknown, execution: WritingExecution): string;
  writeFields(source: unknown, execution: WritingExecution): string;
  /**
   * Loads the data that the fields need for all objects of a list. Returns null if none of them declares a
   * preload.
   */
  preload(sources: readonly unknown[], execution: WritingExecution): Promise<unknown> | null;
  /** Returns the cache key of the selection's JSON for an entity. */
  getFragmentKey(id: number, variables: Record<string, unknown>): string;
}

/** Compiles a selection for each type of object that a field can return. */
export interface ObjectCompiler {
  compile(type: GraphQLObjectType): ObjectWriter;
  /** Returns the writer for a value of an abstract type. Compiles it at the first value of its type. */
  compileByName(abstractType: GraphQLAbstractType, name: unknown): ObjectWriter;
}

/** A field of a compiled selection. */
export interface CompiledField {
  /** Number of the field in its query. */
  number: number;
  /** Text before the value: a comma, if it is not the first, and the response key. */
  prefix: string;
  definition: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  /** Undefined if the value is the property of the field's name. */
  resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  /** Undefined if the objects of a list load it one by one. */
  preload: PreloadField | undefined;
  hasArguments: boolean;
  /** Values of the arguments, if they are the same in all executions. */
  constantArguments: Record<string, unknown> | undefined;
  info: Omit<GraphQLResolveInfo, 'variableValues'>;
  write: JsonWriter;
}

/** How the JSON of a selection is cached for an entity. */
export interface FragmentDefinition {
  /** Number of the selection in the process. */
  number: number;
  /** Names of the variables that the selection has. */
  variables: readonly string[];
  /** Returns the cache tag of the entity. */
  getTag(id: number): string;
}
