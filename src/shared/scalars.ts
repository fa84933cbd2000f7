import { GraphQLError, GraphQLScalarType, GraphQLString, print, type ValueNode } from 'graphql';
import { GraphQLDateTime, GraphQLJSON, GraphQLURL } from 'graphql-scalars';

/** A point in time in UTC. */
export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  ...describeErrors(GraphQLDateTime, 'a date and time with its time zone, e.g. 2026-01-31T08:00:00Z'),
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
});

/** An absolute URL. */
export const UrlScalar = new GraphQLScalarType<unknown>({
  ...GraphQLURL.toConfig(),
  ...describeErrors(GraphQLURL, 'an absolute URL, e.g. https://example.com/ferry.jpg'),
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3986',
});

/** Any JSON value. */
export const JsonScalar = new GraphQLScalarType<unknown>({
  ...GraphQLJSON.toConfig(),
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
});

/** HTML as text. It is not parsed here: inputs are sanitized when they are saved. */
export const HtmlScalar = new GraphQLScalarType<string>({
  ...GraphQLString.toConfig(),
  name: 'HTML',
  description: 'A fragment of HTML, or a whole page where the field says so.',
  specifiedByURL: 'https://html.spec.whatwg.org/multipage/syntax.html',
});

/** An email address. It is not checked here, so that a mutation can answer with an error that names the field. */
export const EmailAddressScalar = new GraphQLScalarType<string>({
  ...GraphQLString.toConfig(),
  name: 'EmailAddress',
  description: 'An email address, e.g. ada@example.com. Its domain may be in any script.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc6531',
});

/** Returns the parsers of a scalar with errors that describe accepted values. */
function describeErrors({ name, parseValue, parseLiteral }: GraphQLScalarType, accepted: string) {
  const refuse = (given: string, nodes?: ValueNode) =>
    new GraphQLError(`${name} must be ${accepted}, not ${given}`, { nodes });
  return {
    parseValue(value: unknown) {
      try {
        return parseValue(value);
      } catch {
        throw refuse(JSON.stringify(value));
      }
    },
    parseLiteral(node: ValueNode) {
      try {
        return parseLiteral(node);
      } catch {
        throw refuse(print(node), node);
      }
    },
  };
}
