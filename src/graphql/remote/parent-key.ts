import DataLoader from 'dataloader';
import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isLeafType,
  parse,
  validate,
} from 'graphql';
import { createResolverContext, type GraphRequest } from '../extension/resolver-context.js';
import type { RemoteSettings } from './remote-settings.js';

/** Maximum number of IDs of the query `nodes`. */
const MAX_NODES = 100;

type Parent = Record<string, unknown>;

/** Returns the key of an object; null if the source has nothing for it. */
export type ReadKey = (
  parent: Parent,
  args: Record<string, unknown>,
  request: GraphRequest,
) => unknown | Promise<unknown>;

export interface ParentType {
  schema: GraphQLSchema;
  type: GraphQLObjectType;
  /** True if objects have an ID alone, by which queries find the rest. */
  isOfDateline: boolean;
}

/** Creates the function that reads the key from a parent. Throws an Error if the parent has no such fields. */
export function createKeyReader(
  parentType: ParentType,
  { key = 'id', fields }: Pick<RemoteSettings, 'key' | 'fields'>,
): ReadKey {
  const { schema, type, isOfDateline } = parentType;
  const read = typeof key === 'function' ? (key as (parent: Parent, args: object) => unknown) : null;
  if (!read && isOfDateline) assertLeaf(type, String(key));
  const selection = read ? fields : String(key);
  if (selection === undefined || selection === 'id' || !isOfDateline)
    return (parent, args) => (read ? read(parent, args) : parent[String(key)]);
  const query = buildQuery(schema, type, selection);
  const loaders = new WeakMap<GraphRequest['dependencies'], DataLoader<string, Parent | null>>();
  return async (parent, args, request) => {
    const loader = loaders.get(request.dependencies) ?? createParentLoader(query, schema, request);
    loaders.set(request.dependencies, loader);
    const found = await loader.load(String(parent.id));
    if (!found) return null;
    return read ? read({ ...parent, ...found }, args) : found[String(key)];
  };
}

function assertLeaf(type: GraphQLObjectType, name: string): void {
  const field = type.getFields()[name];
  if (!field) throw new Error(`key: ${type.name} has no field ${name}.`);
  if (!isLeafType(getNullableType(field.type)))
    throw new Error(`key: ${type.name}.${name} has fields of its own. Give a function key, and fields.`);
}

/** Builds the query of the fields that the key is made of. Throws an Error if they are not valid. */
function buildQuery(schema: GraphQLSchema, type: GraphQLObjectType, selection: string): string {
  const text = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type.name} { ${selection} } } }`;
  const [error] = validate(schema, parseSelection(text));
  if (error) throw new Error(`fields: ${error.message}`);
  return text;
}

function parseSelection(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`fields: ${(error as Error).message}`);
  }
}

/** Creates a loader of the fields of a request's parents, with one query for all of them. */
function createParentLoader(query: string, schema: GraphQLSchema, request: GraphRequest) {
  const context = createResolverContext(request, schema);
  return new DataLoader<string, Parent | null>(
    async (ids) => (await context.query<{ nodes: (Parent | null)[] }>(query, { ids })).nodes,
    { maxBatchSize: MAX_NODES },
  );
}
