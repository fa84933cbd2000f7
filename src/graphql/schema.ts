import 'reflect-metadata';
import { type GraphQLSchema, isAbstractType, specifiedDirectives } from 'graphql';
import { buildSchema, type ClassType, type NonEmptyArray } from 'type-graphql';
import { createAuthChecker, type ForbiddenAttemptLog } from '../auth/auth-checker.js';
import type { ContentModel } from '../fields/content-model.js';
import { addOwnFields } from '../modules/own-fields/extend-schema.js';
import { DateTimeScalar } from '../shared/scalars.js';
import { useDirectResolvers, useSimpleFields } from './direct-resolvers.js';
import { LiveDirective } from './live-directive.js';
import { applyOneOf } from './one-of.js';
import { UniqueDirective } from './unique/unique-directive.js';
import { useUniqueResults } from './unique/use-unique-results.js';
import { validateArgument } from './validate-argument.js';

export interface SchemaOptions {
  /** Resolvers of all modules, of which each is an instance of its class. */
  resolvers: readonly object[];
  /** The site's own fields and kinds. */
  model: ContentModel;
  /** Records mutations that were refused for lack of a scope. */
  forbiddenAttempts: ForbiddenAttemptLog;
}

/** Builds the schema from resolvers. */
export async function createSchema({
  resolvers,
  model,
  forbiddenAttempts,
}: SchemaOptions): Promise<GraphQLSchema> {
  const instances = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  useSimpleFields();
  const builtSchema = await buildSchema({
    resolvers: resolvers.map((resolver) => resolver.constructor) as NonEmptyArray<ClassType>,
    container: { get: (resolver) => instances.get(resolver) as object },
    authChecker: createAuthChecker(forbiddenAttempts),
    // Required if there are subscriptions, but not used: they have queues of their own, because a stalled
    // client overflows this one.
    pubSub: { publish: rejectPubSub, subscribe: rejectPubSub },
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    validateFn: validateArgument,
    // Apollo validates the final schema; type-graphql would run an introspection query to do so before.
    skipCheck: true,
    directives: [...specifiedDirectives, UniqueDirective, LiveDirective],
  });
  applyOneOf(builtSchema);
  useDirectResolvers(builtSchema, instances);
  const schema = addOwnFields(builtSchema, model);
  // type-graphql makes these functions asynchronous, for which compiled queries cannot wait. Without them, the type is
  // the value's __typename.
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = undefined;
  }
  useUniqueResults(schema);
  schema.description =
    'The content of a news site in two perspectives: `published` for every client, and `preview` with the header ' +
    '`x-perspective: preview` and an API key with the `preview` scope. Send a key as `Authorization: Bearer <key>`; ' +
    'fields that require one name its scope, and `docs/api/` in the repository has the documentation.';
  schema.getQueryType()!.description =
    'The root of all queries. Returns published content only, except to requests with an API key with the `preview` scope and the header `x-perspective: preview`.';
  schema.getMutationType()!.description =
    'The root of all mutations. Each takes a single input and returns its own payload with `userErrors`; a mutation that fails changes nothing.';
  schema.getSubscriptionType()!.description =
    'The root of all subscriptions. Events are sent over WebSocket (graphql-ws) at the path of the GraphQL API, or as ' +
    'server-sent events (graphql-sse) at `/stream` below it.';
  return schema;
}

function rejectPubSub(): never {
  throw new Error('Subscriptions must be executed by the subscription executor.');
}
