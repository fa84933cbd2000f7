import type { ApolloServerPlugin } from '@apollo/server';
import { BREAK, type DocumentNode, GraphQLError, visit } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';

/** U+0000, which PostgreSQL's text cannot hold, and halves of surrogate pairs, which no UTF-8 can. */
const INVALID_TEXT = /\p{Surrogate}|\0/u;

/** Refuses text that the database cannot hold: no slug, path or name is like that, and none may become so. */
export const rejectInvalidTextPlugin: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ source, document, request: { variables } }) => {
      if (!hasInvalidText(variables) && !hasInvalidLiteral(source, document)) return;
      throw new GraphQLError('U+0000 and lone surrogates cannot stand in a text. Leave them out.', {
        extensions: { code: ErrorCode.BAD_USER_INPUT, http: { status: 400 } },
      });
    },
  }),
};

/** Whether such text stands anywhere in it. Walks without recursion, which a deeply nested value could exhaust. */
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
  // Few documents have an escape at all, so that the walk is rare.
  if (!/\0|\\u/.test(source)) return isFound;
  visit(document, {
    StringValue({ value }) {
      isFound = INVALID_TEXT.test(value);
      return isFound ? BREAK : undefined;
    },
  });
  return isFound;
}
