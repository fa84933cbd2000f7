import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import {
  describeUnreachable,
  getUnreachableCode,
  isUnreachable,
} from '../database/is-database-unavailable.js';
import { ErrorCode, isErrorCode, MASKED_MESSAGE } from '../shared/errors/errors.js';

/** Matches the error of graphql-js for more tokens than `maxTokens`. */
const TOKEN_LIMIT_ERROR = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

/** Maximum number of errors in a response to an invalid document, so that it does not grow with an attack. */
export const MAX_REPORTED_ERRORS = 5;
const MAX_MESSAGE_LENGTH = 300;

/**
 * Start of a suggestion by graphql-js, which it adds even with `hideSuggestions` for a field without a
 * selection.
 */
const SUGGESTION = 'Did you mean ';

/** Beginnings of messages of Apollo, and what is said in their place: the first is longer than a message may be. */
const APOLLO_MESSAGES = [
  [
    'This operation has been blocked as a potential Cross-Site Request Forgery',
    'A GET of a browser could be sent by any site. Send the header apollo-require-preflight: true, or a POST.',
  ],
  [
    'Operation batching disabled',
    'The body is a list of operations. Send one operation in each request, as an object.',
  ],
] as const;

export interface GraphErrorHandlerOptions {
  log: FastifyBaseLogger;
  /** Removes suggestions from messages. */
  shouldHideSchema: boolean;
}

export type GraphErrorHandler = ReturnType<typeof createGraphErrorHandler>;

/** Creates the functions that format and log GraphQL errors. */
export function createGraphErrorHandler({ log, shouldHideSchema }: GraphErrorHandlerOptions) {
  /** Formats an error for the client: sets its code and masks internal messages. */
  const format = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const code = resolveErrorCode(error);
    const message = formatMessage(formatted.message, error, code);
    return {
      message: shouldHideSchema ? withoutSuggestion(message) : message,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { code },
    };
  };

  /** Logs errors that the client did not cause. */
  const report = (errors: readonly GraphQLError[], requestId: string, operationName?: string | null) => {
    // One failed load can be the error of a hundred fields.
    const unexpected = errors.filter((error) => isUnexpected(resolveErrorCode(error)));
    const causes = new Map(unexpected.map((error) => [error.originalError ?? error, error.path]));
    for (const [err, path] of causes) log.error({ requestId, operationName, path, err }, 'operation failed');
  };

  const plugin: ApolloServerPlugin<{ requestId: string }> = {
    requestDidStart: async ({ request: { extensions }, contextValue: { requestId } }) => {
      normalizeHash(extensions?.persistedQuery);
      return {
        didEncounterErrors: async ({ errors, operationName }) => report(errors, requestId, operationName),
        willSendResponse: async ({ response: { http, body } }) => {
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          const codes = errors.map(({ extensions }) => extensions?.code);
          const data = body.kind === 'single' ? body.singleResult.data : null;
          if (body.kind === 'single' && data === undefined) truncateErrors(body.singleResult);
          // By the GraphQL-over-HTTP specification, a response with data is a 2xx: clients drop others.
          if (hasData(data)) http.status = 200;
          else if (codes.some(isOfTheDatabase)) {
            // Load balancers and clients retry a 503.
            http.status = 503;
            http.headers.set('retry-after', '1');
          } else if (codes.includes(ErrorCode.PAYLOAD_TOO_LARGE)) {
            http.status = 413;
          }
        },
      };
    },
    unexpectedErrorProcessingRequest: async ({ requestContext: { contextValue }, error: err }) => {
      log.error({ requestId: contextValue.requestId, err }, 'operation failed');
    },
  };
  return { format, report, plugin };
}

/** Truncates the errors of a request that was not executed, and their locations. */
function truncateErrors(result: { errors?: readonly GraphQLFormattedError[] }): void {
  if (!result.errors) return;
  result.errors = result.errors.slice(0, MAX_REPORTED_ERRORS).map(({ locations, ...error }) => ({
    ...error,
    ...(locations && { locations: locations.slice(0, MAX_REPORTED_ERRORS) }),
  }));
}

/** Returns the message of an error, truncated first, since it may quote as much as a client can send. */
function formatMessage(message: string, error: unknown, code: string): string {
  const cause = unwrapResolverError(error);
  if (cause instanceof ArgumentValidationError) {
    const found = listConstraintMessages(cause.extensions.validationErrors);
    return found.slice(0, MAX_REPORTED_ERRORS).map(cut).join('; ');
  }
  if (code === ErrorCode.INTERNAL_SERVER_ERROR) return MASKED_MESSAGE;
  const hasOwnCode = cause instanceof GraphQLError && cause.extensions.code === code;
  if (isOfTheDatabase(code) && !hasOwnCode) return describeUnreachable(cause);
  return APOLLO_MESSAGES.find(([start]) => message.startsWith(start))?.[1] ?? cut(message);
}

function cut(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}

function withoutSuggestion(message: string): string {
  const at = message.endsWith('?') ? message.lastIndexOf(SUGGESTION) : -1;
  return at < 0 ? message : message.slice(0, at).trimEnd();
}

/** Lists the errors of class-validator, each with the name of the argument or field. */
function listConstraintMessages(
  validationErrors: ArgumentValidationError['extensions']['validationErrors'],
  pathPrefix = '',
): string[] {
  return validationErrors.flatMap(({ property, constraints = {}, children = [] }) => [
    ...Object.values(constraints).map((constraint) => `${pathPrefix}${constraint}`),
    ...listConstraintMessages(children, `${pathPrefix}${property}.`),
  ]);
}

/** Codes of failures that the client did not cause and that must stand in the log. */
const UNEXPECTED: string[] = [
  ErrorCode.INTERNAL_SERVER_ERROR,
  ErrorCode.RESULT_UNAVAILABLE,
  ErrorCode.WRITE_UNCONFIRMED,
];

function isUnexpected(code: string): boolean {
  return UNEXPECTED.includes(code) || isOfTheDatabase(code);
}

function isOfTheDatabase(code: unknown): boolean {
  return code === ErrorCode.SERVICE_UNAVAILABLE || code === ErrorCode.INSUFFICIENT_STORAGE;
}

/** Returns the code of an error; a code of the site's own for a request that its hook refused. */
export function resolveErrorCode(error: unknown): string {
  const cause = unwrapResolverError(error);
  if (cause instanceof ArgumentValidationError) return ErrorCode.BAD_USER_INPUT;
  if (cause instanceof GraphQLError) {
    if (TOKEN_LIMIT_ERROR.test(cause.message)) return ErrorCode.PAYLOAD_TOO_LARGE;
    const { code } = cause.extensions;
    const isOfField = (error as GraphQLError).path !== undefined;
    if (typeof code === 'string' && (isErrorCode(code) || !isOfField)) return code;
    if (isRequestError(error, cause)) return ErrorCode.BAD_USER_INPUT;
  }
  return isUnreachable(cause) ? getUnreachableCode(cause) : ErrorCode.INTERNAL_SERVER_ERROR;
}

/**
 * Returns true for errors about variables and arguments, to which graphql-js assigns no code. They refer to
 * no field, or to the argument; an invalid value from a resolver refers to the field.
 */
function isRequestError(error: unknown, { nodes, originalError }: GraphQLError): boolean {
  if (originalError) return false;
  return nodes?.[0] ? nodes[0].kind !== Kind.FIELD : !(error as GraphQLError).path;
}

function hasData(data: Record<string, unknown> | null | undefined): boolean {
  return Object.values(data ?? {}).some((value) => value !== null);
}

/** Replaces a hash that is not a string, on which Apollo would fail. */
function normalizeHash(persistedQuery: unknown): void {
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return;
  const named = persistedQuery as { sha256Hash?: unknown };
  if (typeof named.sha256Hash !== 'string') named.sha256Hash = '';
}
