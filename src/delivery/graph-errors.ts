import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { BadUserInput, ErrorCode } from '../shared/errors.js';
import { MASKED } from './errors.js';

/** How PostgreSQL, its driver and Prisma say that the database cannot be reached or is going away. */
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|P1001|P1002|P1008|P1017|P2024|57P0\d|08\d{3})$/;
const TIMED_OUT = /timeout exceeded when trying to connect|Connection terminated|Query read timeout/;

/** The error as its client sees it: a code from the one list, and no word of what went wrong inside. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path } = formatted;
  const code = codeOf(error, formatted.extensions?.code);
  const where = { ...(locations && { locations }), ...(path && { path }) };
  switch (code) {
    case ErrorCode.INTERNAL_SERVER_ERROR:
      return { message: MASKED, ...where, extensions: { code } };
    case ErrorCode.SERVICE_UNAVAILABLE:
      return {
        message: 'The database does not answer. Try again in a moment.',
        ...where,
        extensions: { code },
      };
    default:
      return { message, ...where, extensions: { code } };
  }
}

/** Whether an error is a fault of ours, which the log must have. */
export function isUnexpected(error: GraphQLError): boolean {
  const code = codeOf(error, error.extensions.code);
  return code === ErrorCode.INTERNAL_SERVER_ERROR || code === ErrorCode.SERVICE_UNAVAILABLE;
}

function codeOf(error: unknown, given: unknown): ErrorCode {
  const original = unwrapResolverError(error);
  if (original instanceof ArgumentValidationError) return ErrorCode.BAD_USER_INPUT;
  if (!(original instanceof GraphQLError) && isUnreachable(original)) return ErrorCode.SERVICE_UNAVAILABLE;
  return Object.values(ErrorCode).find((code) => code === given) ?? ErrorCode.INTERNAL_SERVER_ERROR;
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return UNREACHABLE.test(String(code)) || TIMED_OUT.test(error.message) || isUnreachable(cause);
}

/** When nothing but the database failed, the answer is 503, so that a balancer and a client try again. */
export const statusOfErrors: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response, errors }) => {
      if (!errors?.some((error) => codeOf(error, error.extensions.code) === ErrorCode.SERVICE_UNAVAILABLE))
        return;
      response.http.status = 503;
      response.http.headers.set('retry-after', '1');
    },
  }),
};

/** PostgreSQL's text holds every character but U+0000, so that no slug, path or name has it. */
export const refuseNul: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ request: { query, variables } }) => {
      if (/\0|\\u0000|\\u\{0+\}/.test(`${query ?? ''}${JSON.stringify(variables ?? {})}`)) {
        throw new BadUserInput('The character U+0000 cannot stand in a text. Leave it out.');
      }
    },
  }),
};
