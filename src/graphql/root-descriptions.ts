import type { GraphQLSchema } from 'graphql';

/** Describes the schema and its root types, which no class declares. */
export function describeRootTypes(schema: GraphQLSchema): GraphQLSchema {
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
