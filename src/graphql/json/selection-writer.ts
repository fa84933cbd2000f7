import type { FieldNode, GraphQLField, GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import type { JsonExecution, JsonWriter } from './json-execution.js';
import { writeMaybeLater } from './value-writer.js';

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
  hasArguments: boolean;
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

/** Writes the selected fields of an object. */
export class SelectionWriter {
  constructor(
    private readonly fields: readonly CompiledField[],
    private readonly fragment: FragmentDefinition | null,
  ) {}

  /** Writes an object, or takes its JSON from the cache. */
  write(source: unknown, execution: JsonExecution): string {
    return this.fragment
      ? execution.writeFragment(
          this,
          source as { id: number },
          this.fragment.getTag((source as { id: number }).id),
        )
      : this.writeFields(source, execution);
  }

  writeFields(source: unknown, execution: JsonExecution): string {
    let text = '{';
    for (const field of this.fields) {
      const { resolve, definition, prefix, write } = field;
      const value = resolve
        ? resolve(source, execution.getArguments(field), execution.context, execution.getInfo(field))
        : (source as Record<string, unknown>)[definition.name];
      text += prefix + writeMaybeLater(value, write, execution);
    }
    return `${text}}`;
  }

  /** Returns the cache key of the selection's JSON for an entity. */
  getFragmentKey(id: number, variables: Record<string, unknown>): string {
    const { number, variables: names } = this.fragment!;
    const values = names.length === 0 ? '' : JSON.stringify(names.map((name) => variables[name] ?? null));
    return `fragment ${number} ${id} ${values}`;
  }
}
