import {
  type DocumentNode,
  extendSchema,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type ObjectTypeExtensionNode,
  OperationTypeNode,
  parse,
  validateSchema,
} from 'graphql';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { getCacheRule, limitUntracked } from '../limit-untracked.js';
import type { RemoteDefinition } from '../remote/remote-field.js';
import { RemoteSources } from '../remote/remote-sources.js';
import { createResolverContext, type GraphRequest } from './resolver-context.js';
import type {
  CheckScopes,
  FieldDefinition,
  ResolverDefinition,
  SchemaExtension,
  SubscriptionDefinition,
} from './schema-extension.js';

type Field = GraphQLField<unknown, GraphRequest>;
type Resolve = GraphQLFieldResolver<unknown, GraphRequest>;

/** Kinds of definitions that a site can write. */
const OFFERED = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
] as const satisfies Kind[];

/** The one type of Dateline's that fields of a site can return, since its values are plain. */
const USER_ERROR = 'UserError';

/** Thrown at the start if the graph cannot have an addition of the site. */
export class SchemaExtensionError extends UserFacingError {
  override name = 'SchemaExtensionError';
}

/**
 * Adds the types, fields and resolvers of a site. Throws SchemaExtensionError, with a sentence for each
 * error.
 */
export function applyExtension(
  schema: GraphQLSchema,
  { typeDefs, resolvers }: SchemaExtension,
  checkScopes: CheckScopes,
  remotes = new RemoteSources(),
): GraphQLSchema {
  const document = attempt(() => parse(typeDefs));
  assertOffered(document, schema);
  const extended = attempt(() => extendSchema(schema, document));
  const [error] = validateSchema(extended);
  if (error) refuse('typeDefs', error.message);
  for (const [typeName, definitions] of Object.entries(resolvers))
    for (const [name, definition] of Object.entries(definitions))
      setResolver({ schema, extended, checkScopes, remotes }, typeName, name, definition);
  for (const { name: type, fields = [] } of findExtensions(document, schema))
    for (const { name } of fields)
      if (!resolvers[type.value]?.[name.value])
        refuse(`resolvers.${type.value}.${name.value}`, 'The field has no resolver.');
  return extended;
}

interface ExtensionSchemas {
  /** The graph without the site's additions, and with them. */
  schema: GraphQLSchema;
  extended: GraphQLSchema;
  checkScopes: CheckScopes;
  remotes: RemoteSources;
}

function setResolver(
  schemas: ExtensionSchemas,
  typeName: string,
  name: string,
  definition: ResolverDefinition,
): void {
  const { schema, extended, checkScopes } = schemas;
  const place = `resolvers.${typeName}.${name}`;
  const type = extended.getType(typeName);
  const field = isObjectType(type) ? (type.getFields()[name] as Field | undefined) : undefined;
  if (!isObjectType(type) || !field) refuse(place, `typeDefs has no field ${typeName}.${name}.`);
  const known = schema.getType(typeName);
  if (isObjectType(known) && known.getFields()[name]) refuse(place, 'The field is one of Dateline.');
  const returned = schema.getType(getNamedType(field.type).name);
  if (isCompositeType(returned) && returned.name !== USER_ERROR)
    refuse(place, `The field cannot return ${returned.name}, a type of Dateline. Return the ID as text.`);
  const isSubscription = type === extended.getSubscriptionType();
  if (isSubscription !== 'subscribe' in definition)
    refuse(
      place,
      isSubscription ? 'A subscription needs a function subscribe.' : 'Only subscriptions have subscribe.',
    );
  const target = { field, type, isOfDateline: known !== undefined, place };
  if ('subscribe' in definition) setSubscription(field, definition, checkScopes);
  else if ('remote' in definition) setRemote(target, definition, schemas);
  else {
    const given = typeof definition === 'function' ? { resolve: definition } : definition;
    setFieldResolver(target, given, schemas, (parent, args, request, info) =>
      given.resolve(parent as never, args as never, createResolverContext(request, info.schema)),
    );
  }
}

/** A field of the site, and where its resolver is in the configuration. */
interface TargetField {
  field: Field;
  type: GraphQLObjectType;
  /** True for a field of a type of Dateline's. */
  isOfDateline: boolean;
  place: string;
}

function setSubscription(
  field: Field,
  { subscribe, scopes }: SubscriptionDefinition,
  checkScopes: CheckScopes,
): void {
  field.subscribe = withScopes(scopes, checkScopes, (_source, args, request, info) =>
    subscribe(args as never, createResolverContext(request, info.schema)),
  );
  field.resolve = (event) => event;
}

function setRemote(
  target: TargetField,
  { remote }: RemoteDefinition,
  { extended, checkScopes, remotes }: ExtensionSchemas,
): void {
  const { field, type, place } = target;
  const isRoot = type === extended.getQueryType();
  if (type === extended.getMutationType())
    refuse(place, 'A source is read only. Write a resolver for a mutation.');
  const parentType = { ...target, schema: extended, isRoot, isOfDateline: target.isOfDateline && !isRoot };
  const { settings, resolve } = attempt(() => remotes.createField(parentType, remote), place);
  const { cache, cost, maxItems, scopes } = settings;
  const caching = cache && { seconds: cache.seconds };
  setFieldResolver(
    target,
    { cost, ...(scopes && { scopes }), ...(caching && { cache: caching }) },
    { extended, checkScopes },
    (parent, args, request) => resolve(Object(parent), args, request),
  );
  if (maxItems !== undefined) field.extensions = { ...field.extensions, maxItems };
}

function setFieldResolver(
  { field, type, isOfDateline }: TargetField,
  { scopes, cache, cost }: Omit<FieldDefinition, 'resolve'>,
  { extended, checkScopes }: Pick<ExtensionSchemas, 'extended' | 'checkScopes'>,
  resolve: Resolve,
): void {
  const caching = cache === true ? {} : (cache ?? { seconds: 0 });
  field.extensions = { ...field.extensions, caching, ...(cost !== undefined && { weight: cost }) };
  const rule = getCacheRule(extended, type, field.name);
  field.resolve = withScopes(scopes, checkScopes, (source, args, request, info) => {
    const parent = isOfDateline ? toParent(type.name, source) : source;
    if (rule) limitUntracked(rule, request, 0, null);
    return resolve(parent, args, request, info);
  });
}

/**
 * Returns the parent for a resolver of an object of Dateline: its ID in the graph, by which `query` finds the
 * rest.
 */
function toParent(typeName: string, source: unknown): { id?: string } {
  const { id } = Object(source) as { id?: unknown };
  if (typeof id === 'number') return { id: toGlobalId(typeName, id) };
  return typeof id === 'string' ? { id } : {};
}

/** Checks the scopes of a field before it is resolved. */
function withScopes(scopes: FieldDefinition['scopes'], checkScopes: CheckScopes, resolve: Resolve): Resolve {
  if (!scopes) return resolve;
  return async (root, args, context, info) => {
    await checkScopes({ root, args, context: context as never, info }, [...scopes]);
    return resolve(root, args, context, info);
  };
}

/** Refuses definitions that would have no effect, and fields of types with objects that have no ID. */
function assertOffered(document: DocumentNode, schema: GraphQLSchema): void {
  for (const definition of document.definitions) {
    if (OFFERED.some((kind) => kind === definition.kind)) continue;
    const name = 'name' in definition && definition.name ? ` (${definition.name.value})` : '';
    refuse('typeDefs', `A site cannot write a ${definition.kind}${name}.`);
  }
  const roots = Object.values(OperationTypeNode).map((operation) => schema.getRootType(operation)?.name);
  for (const { name } of findExtensions(document, schema)) {
    const type = schema.getType(name.value);
    const hasId = isObjectType(type) && type.getFields().id !== undefined;
    if (!hasId && !roots.includes(name.value))
      refuse('typeDefs', `${name.value} cannot have further fields, as its objects have no ID.`);
  }
}

/** Lists the extensions of types that the graph has already. */
function findExtensions({ definitions }: DocumentNode, schema: GraphQLSchema): ObjectTypeExtensionNode[] {
  return definitions
    .filter((definition) => definition.kind === Kind.OBJECT_TYPE_EXTENSION)
    .filter(({ name }) => schema.getType(name.value) !== undefined);
}

function attempt<Result>(build: () => Result, place = 'typeDefs'): Result {
  try {
    return build();
  } catch (error) {
    return refuse(place, (error as Error).message);
  }
}

function refuse(place: string, message: string): never {
  throw new SchemaExtensionError(`schema.${place} in the site's configuration: ${message}`);
}
