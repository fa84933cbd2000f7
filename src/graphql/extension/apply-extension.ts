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
): GraphQLSchema {
  const document = attempt(() => parse(typeDefs));
  assertOffered(document, schema);
  const extended = attempt(() => extendSchema(schema, document));
  const [error] = validateSchema(extended);
  if (error) refuse('typeDefs', error.message);
  for (const [typeName, definitions] of Object.entries(resolvers))
    for (const [name, definition] of Object.entries(definitions))
      setResolver({ schema, extended, checkScopes }, typeName, name, definition);
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
}

function setResolver(
  { schema, extended, checkScopes }: ExtensionSchemas,
  typeName: string,
  name: string,
  definition: ResolverDefinition,
): void {
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
  if ('subscribe' in definition) setSubscription(field, definition, checkScopes);
  else {
    const given = typeof definition === 'function' ? { resolve: definition } : definition;
    setFieldResolver({ field, type, isOfDateline: known !== undefined }, given, { extended, checkScopes });
  }
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

function setFieldResolver(
  { field, type, isOfDateline }: { field: Field; type: GraphQLObjectType; isOfDateline: boolean },
  { resolve, scopes, cache }: FieldDefinition,
  { extended, checkScopes }: Pick<ExtensionSchemas, 'extended' | 'checkScopes'>,
): void {
  const caching = cache === true ? {} : (cache ?? { seconds: 0 });
  field.extensions = { ...field.extensions, caching };
  const rule = getCacheRule(extended, type, field.name);
  field.resolve = withScopes(scopes, checkScopes, (source, args, request, info) => {
    const parent = isOfDateline ? toParent(type.name, source) : source;
    if (rule) limitUntracked(rule, request, 0, null);
    return resolve(parent as never, args as never, createResolverContext(request, info.schema));
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

function attempt<Result>(build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    return refuse('typeDefs', (error as Error).message);
  }
}

function refuse(place: string, message: string): never {
  throw new SchemaExtensionError(`schema.${place} in the site's configuration: ${message}`);
}
