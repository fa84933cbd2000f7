import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { TracedDocument, TraceNames } from './traced-document.js';
import type { FieldWriters } from './written-fields.js';

/** Where the values of a response come from, for a site's preview that leads from a text to where it is edited. */
export interface SourceMap {
  /** The objects with an ID, by it. */
  nodes: Record<string, SourceNode>;
  /** The fields that the values belong to. */
  fields: SourceField[];
  /** The index in `fields` of each value, by its JSON pointer (RFC 6901) in `data`. */
  leaves: Record<string, number>;
}

/** An object of the graph. */
export interface SourceNode {
  type: string;
  /** The revision that was read. Only of types that have revisions. */
  revision?: number;
  /** The page of the CMS that holds the object. Null for what is edited here. */
  editUrl: string | null;
}

/** A field of an object, or of something below it without an ID, such as `image.alt`. */
export interface SourceField {
  /** The ID of the object. Null for values of the query itself. */
  node: string | null;
  /** The names of the schema, not aliases, from the object to the value. */
  field: string;
  /** The mutations that change it. Empty if none does. */
  mutations: readonly string[];
  /** Why no mutation changes it. */
  reason?: string;
}

/** The object and field that a selection belongs to. */
interface Place {
  node: { id: string; type: GraphQLObjectType } | null;
  /** Names from the object to the selection. */
  path: string[];
}

type Value = Record<string, unknown>;

/**
 * Reads the source of each value in the result of a traced document, and removes from the result what only the trace had
 * selected. Takes time in proportion to the size of the result.
 */
export function readSources(
  schema: GraphQLSchema,
  { document, names }: TracedDocument,
  operation: OperationDefinitionNode,
  data: Value,
  writers: FieldWriters,
): SourceMap {
  const reader = new SourceReader(schema, document, names, writers);
  const root = schema.getQueryType()!;
  reader.readObject(data, root, operation.selectionSet.selections, { node: null, path: [] }, '');
  return reader.map;
}

class SourceReader {
  readonly map: SourceMap = { nodes: {}, fields: [], leaves: {} };
  private readonly fragments: Map<string, FragmentDefinitionNode>;
  private readonly indexes = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly names: TraceNames,
    private readonly writers: FieldWriters,
  ) {
    const definitions = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(definitions.map((each) => [each.name.value, each]));
  }

  readObject(
    value: Value,
    declaredType: GraphQLNamedType,
    selections: readonly SelectionNode[],
    place: Place,
    pointer: string,
  ): void {
    const named = value[this.names.type];
    const type = typeof named === 'string' ? this.schema.getType(named) : declaredType;
    if (!isObjectType(type)) return;
    const own = this.readNode(value, type) ?? place;
    for (const name of Object.values(this.names)) delete value[name];
    const fields = new Map<string, FieldNode[]>();
    this.collectFields(type, selections, fields);
    for (const [key, nodes] of fields) {
      if (value[key] === undefined) continue; // left out by @skip or @include, or part of the trace
      const name = nodes[0]!.name.value;
      const field = type.getFields()[name];
      const below = { node: own.node, path: [...own.path, name] };
      const valueType = field ? getNamedType(field.type) : null;
      const nested = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
      this.readValue(value[key], valueType, nested, below, `${pointer}/${key}`);
    }
  }

  private readValue(
    value: unknown,
    type: GraphQLNamedType | null,
    selections: readonly SelectionNode[],
    place: Place,
    pointer: string,
  ): void {
    if (Array.isArray(value) && value.length > 0) {
      for (const [i, each] of value.entries())
        this.readValue(each, type, selections, place, `${pointer}/${i}`);
    } else if (type && !isLeafType(type) && value !== null && !Array.isArray(value))
      this.readObject(value as Value, type, selections, place, pointer);
    else this.map.leaves[pointer] = this.getIndex(place);
  }

  /** Reads an object with an ID. Returns null for one without. */
  private readNode(value: Value, type: GraphQLObjectType): Place | null {
    const id = value[this.names.id];
    if (typeof id !== 'string') return null;
    const revision = value[this.names.revision];
    const { editUrl = null } = Object(value[this.names.origin]) as { editUrl?: string | null };
    const hasRevision = typeof revision === 'number';
    this.map.nodes[id] ??= { type: type.name, ...(hasRevision && { revision }), editUrl };
    return { node: { id, type }, path: [] };
  }

  private getIndex({ node, path }: Place): number {
    const field = path.join('.');
    const name = `${node?.id} ${field}`;
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    const { mutations, reason } = this.writers.find(node?.type.name ?? null, path[0]!);
    const index = this.map.fields.push({
      node: node?.id ?? null,
      field,
      mutations,
      ...(reason !== null && { reason }),
    });
    this.indexes.set(name, index - 1);
    return index - 1;
  }

  /** Collects the fields that selections have for a type, by their names in the result. */
  private collectFields(
    type: GraphQLObjectType,
    selections: readonly SelectionNode[],
    fields: Map<string, FieldNode[]>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        fields.set(key, [...(fields.get(key) ?? []), selection]);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
      if (fragment && this.applies(fragment.typeCondition?.name.value, type))
        this.collectFields(type, fragment.selectionSet.selections, fields);
    }
  }

  private applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = this.schema.getType(condition);
    return isAbstractType(conditionType) && this.schema.isSubType(conditionType, type);
  }
}
