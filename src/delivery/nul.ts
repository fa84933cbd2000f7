import type { ApolloServerPlugin } from '@apollo/server';
import { BREAK, type DocumentNode, GraphQLError, visit } from 'graphql';
import { ErrorCode } from '../shared/errors.js';

/** PostgreSQL's text holds every character but U+0000, so that no slug, path or name has it. */
export const refuseNul: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ source, document, request: { variables } }) => {
      if (!holdsNul(variables) && !isWrittenIn(source, document)) return;
      throw new GraphQLError('The character U+0000 cannot stand in a text. Leave it out.', {
        extensions: {
          code: ErrorCode.BAD_USER_INPUT,
          http: { status: 400 },
        },
      });
    },
  }),
};

/** Walks without recursion, which a deeply nested value could exhaust. */
function holdsNul(value: unknown): boolean {
  const values = [value];
  while (values.length > 0) {
    const next = values.pop();
    if (typeof next === 'string' && next.includes('\0')) return true;
    if (typeof next === 'object' && next !== null) for (const each of Object.values(next)) values.push(each);
  }
  return false;
}

function isWrittenIn(source: string, document: DocumentNode): boolean {
  let isFound = false;
  // Few documents have an escape at all, so that the walk is rare.
  if (!/\0|\\u/.test(source)) return isFound;
  visit(document, {
    StringValue({ value }) {
      isFound = value.includes('\0');
      return isFound ? BREAK : undefined;
    },
  });
  return isFound;
}
