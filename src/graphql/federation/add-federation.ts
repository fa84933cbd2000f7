import {
  extendSchema,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { requireValue } from '../../shared/require-value.js';
import { type EntityType, listEntityTypes } from './entity-keys.js';
import { printSubgraphSchema } from './subgraph-sdl.js';

/** Most entities of a request. */
const MAX_REPRESENTATIONS = 1_000;

type Representation = Record<string, unknown>;
type FindEntity = (
  key: string,
  value: string,
  context: unknown,
  info: GraphQLResolveInfo,
) => MaybePromise<object | null>;

/** Adds the fields by which a router of Apollo Federation reads the schema and the objects of its types. */
export function addFederation(schema: GraphQLSchema): GraphQLSchema {
  const entities = listEntityTypes(schema);
  const extended = extendSchema(schema, parse(buildTypeDefs(entities)));
  const fields = requireValue(extended.getQueryType(), 'The schema has queries.').getFields();
  const finders = new Map(entities.map((entity) => [entity.type.name, createFinder(extended, entity)]));
  const { _service: service, _entities: list } = fields;
  if (!service || !list) throw new Error('The schema was not extended.');
  let sdl: string | undefined;
  service.resolve = (_source, _args, _context, { schema: complete }) => {
    sdl ??= printSubgraphSchema(complete);
    return { sdl };
  };
  service.extensions = { caching: {} };
  list.resolve = (_source, { representations }, context, info) => {
    if (representations.length > MAX_REPRESENTATIONS)
      throw new BadUserInputError(`representations: There must be at most ${MAX_REPRESENTATIONS}.`);
    return (representations as unknown[]).map((each) => resolveEntity(each, finders, context, info));
  };
  list.extensions = { maxPageSize: MAX_REPRESENTATIONS };
  return extended;
}

function buildTypeDefs(entities: EntityType[]): string {
  return `
    """An object of a type with a key, named by its type and the key: \`{ __typename: "Article", id: "…" }\`."""
    scalar _Any

    """The types with a key."""
    union _Entity = ${entities.map(({ type }) => type.name).join(' | ')}

    """The schema as a subgraph."""
    type _Service {
      """The schema with the directives of Apollo Federation."""
      sdl: String!
    }

    extend type Query {
      """
      The objects of up to ${MAX_REPRESENTATIONS.toLocaleString('en')} representations, in the same order. Null for each without an object, and for those that the request may not read.
      """
      _entities(
        """The objects, each with its type and one of its keys."""
        representations: [_Any!]!
      ): [_Entity]!

      """The schema, for the composition of a supergraph."""
      _service: _Service!
    }`;
}

/** Returns the function that finds an entity by a key, with the query of its type or `node`. */
function createFinder(
  schema: GraphQLSchema,
  { lookup, type, keys }: EntityType,
): FindEntity & { keys?: string[] } {
  const fieldName = lookup ?? 'node';
  const field = schema.getQueryType()?.getFields()[fieldName];
  const resolve = requireValue(field?.resolve, 'Queries have resolvers.') as GraphQLFieldResolver<
    unknown,
    unknown
  >;
  const find: FindEntity = (key, value, context, info) => {
    const args = lookup ? { by: { [key]: value } } : { id: value };
    const found = resolve(undefined, args, context, { ...info, fieldName }) as MaybePromise<object | null>;
    // `node` finds objects of all types.
    return mapMaybePromise(found, (entity) => {
      const { __typename: typeName = type.name } = Object(entity) as { __typename?: string };
      return typeName === type.name ? entity : null;
    });
  };
  return Object.assign(find, { keys });
}

/** Finds the object of a representation. Returns an error in place of one that it cannot find, so that the others are. */
async function resolveEntity(
  given: unknown,
  finders: Map<string, FindEntity & { keys?: string[] }>,
  context: unknown,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const representation = Object(given) as Representation;
  const find = finders.get(String(representation.__typename));
  const key = find?.keys?.find((name) => typeof representation[name] === 'string');
  if (!find || !key)
    return new BadUserInputError('representations: Give __typename and one of the keys of the type.');
  try {
    return await find(key, representation[key] as string, context, info);
  } catch (error) {
    return error;
  }
}
