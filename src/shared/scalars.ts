import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLJSON, GraphQLURL } from 'graphql-scalars';

/** A point in time in UTC. */
export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
});

/** An absolute URL. */
export const UrlScalar = new GraphQLScalarType<unknown>({
  ...GraphQLURL.toConfig(),
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3986',
});

/** Any JSON value. */
export const JsonScalar = new GraphQLScalarType<unknown>({
  ...GraphQLJSON.toConfig(),
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
});
