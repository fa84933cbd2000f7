import { readFile } from 'node:fs/promises';
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  printSchema,
} from 'graphql';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

const TIMEOUT_MS = 30_000;
const INTROSPECTION = getIntrospectionQuery({
  specifiedByUrl: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

/** Loads a schema from a file in GraphQL's schema language, or from the URL of a gateway. Throws UserFacingError. */
export async function loadSchema(source: string): Promise<GraphQLSchema> {
  try {
    return /^https?:/.test(source) ? await introspect(source) : buildSchema(await readFile(source, 'utf8'));
  } catch (error) {
    if (error instanceof UserFacingError) throw error;
    throw new UserFacingError(
      `The schema cannot be read from ${source}: ${(error as Error).message}. Give a file that \`dateline schema\` wrote, or the URL of a gateway.`,
    );
  }
}

async function introspect(url: string): Promise<GraphQLSchema> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: INTROSPECTION }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { data, errors } = (await response.json()) as { data?: never; errors?: { message: string }[] };
  if (!data) {
    throw new UserFacingError(
      `The gateway at ${url} did not return its schema: ${errors?.[0]?.message ?? response.status}. Where INTROSPECTION is off, give a file that \`dateline schema\` wrote.`,
    );
  }
  // Printed and parsed, so that it is compared with a schema from a file.
  return buildSchema(printSchema(buildClientSchema(data)));
}
