import type { ApolloServerPlugin } from '@apollo/server';
import { BREAK, type DocumentNode, GraphQLError, visit } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';

/** Matches U+0000, which PostgreSQL's text cannot store, and lone surrogates, which UTF-8 cannot encode. */
const INVALID_TEXT = /\p{Surrogate}|\0/u;

/** Rejects operations with text that the database cannot store, with BAD_USER_INPUT. */
export const rejectInvalidTextPlugin: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ source, document, request: { variables } }) => {
      if (!hasInvalidText(variables) && !hasInvalidLiteral(source, document)) return;
      throw new GraphQLError('Text must not contain U+0000 or lone surrogates. Remove them.', {
        extensions: { code: ErrorCode.BAD_USER_INPUT, http: { status: 400 } },
      });
    },
  }),
};

/**
 * Returns true if a value contains such text. Iterates, because deeply nested values could overflow the
 * stack.
 */
export function hasInvalidText(value: unknown): boolean {
  const values = [value];
  while (values.length > 0) {
    const next = values.pop();
    if (typeof next === 'string' && INVALID_TEXT.test(next)) return true;
    if (typeof next === 'object' && next !== null) for (const each of Object.values(next)) values.push(each);
  }
  return false;
}

function hasInvalidLiteral(source: string, document: DocumentNode): boolean {
  let isFound = false;
  // Few documents contain an escape at all, so this walk is rare.
  if (!/\0|\\u/.test(source)) return isFound;
  visit(document, {
    StringValue({ value }) {
      isFound = INVALID_TEXT.test(value);
      return isFound ? BREAK : undefined;
    },
  });
  return isFound;
}
