import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import {
  codeOfUnreachable,
  describeUnreachable,
  isUnreachable,
} from '../database/is-database-unavailable.js';
import { MASKED_MESSAGE } from '../http/error-handler.js';
import { ErrorCode } from '../shared/errors/errors.js';

/** How graphql-js says that a document has more tokens than `maxTokens`. */
const TOKEN_LIMIT_ERROR = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

/** Of what is wrong with a document no more is told, nor in more characters: an answer must not grow with an attack. */
export const MAX_REPORTED_ERRORS = 5;
const MAX_MESSAGE_LENGTH = 300;

/** Begins what graphql-js suggests, even where `hideSuggestions` is set: of a field that lacks its selection. */
const SUGGESTION = 'Did you mean ';

export interface GraphErrorHandlerOptions {
  log: FastifyBaseLogger;
  /** Leaves suggestions out of messages. */
  shouldHideSchema: boolean;
}

export type GraphErrorHandler = ReturnType<typeof createGraphErrorHandler>;

/** How errors of the graph are answered and logged. */
export function createGraphErrorHandler({ log, shouldHideSchema }: GraphErrorHandlerOptions) {
  /** The error as its client sees it: a code from the one list, and no word of what went wrong inside. */
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

  /** Writes what is no fault of the request's to the log. */
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
        willSendResponse: async ({ response: { http, body }, errors }) => {
          const codes = errors?.map(resolveErrorCode) ?? [];
          const data = body.kind === 'single' ? body.singleResult.data : null;
          if (body.kind === 'single' && data === undefined) truncateErrors(body.singleResult);
          if (codes.some(isOfTheDatabase) && !hasData(data)) {
            // So that a balancer and a client try again. What has data must be a 2xx, says the specification.
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

/** What was refused before it ran is told what is wrong with it, but not everything as often as it is wrong. */
function truncateErrors(result: { errors?: readonly GraphQLFormattedError[] }): void {
  if (!result.errors) return;
  result.errors = result.errors.slice(0, MAX_REPORTED_ERRORS).map(({ locations, ...error }) => ({
    ...error,
    ...(locations && { locations: locations.slice(0, MAX_REPORTED_ERRORS) }),
  }));
}

/** The message of an error, cut before anything reads it: it may quote as much as a client can send. */
function formatMessage(message: string, error: unknown, code: ErrorCode): string {
  const cause = unwrapResolverError(error);
  if (cause instanceof ArgumentValidationError) {
    const found = listConstraintMessages(cause.extensions.validationErrors);
    return found.slice(0, MAX_REPORTED_ERRORS).map(cut).join('; ');
  }
  if (code === ErrorCode.INTERNAL_SERVER_ERROR) return MASKED_MESSAGE;
  return isOfTheDatabase(code) ? describeUnreachable(cause) : cut(message);
}

function cut(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}

function withoutSuggestion(message: string): string {
  const at = message.endsWith('?') ? message.lastIndexOf(SUGGESTION) : -1;
  return at < 0 ? message : message.slice(0, at).trimEnd();
}

/** What class-validator found, each with the name of the argument or field. */
function listConstraintMessages(
  validationErrors: ArgumentValidationError['extensions']['validationErrors'],
  pathPrefix = '',
): string[] {
  return validationErrors.flatMap(({ property, constraints = {}, children = [] }) => [
    ...Object.values(constraints).map((constraint) => `${pathPrefix}${constraint}`),
    ...listConstraintMessages(children, `${pathPrefix}${property}.`),
  ]);
}

function isUnexpected(code: ErrorCode): boolean {
  return code === ErrorCode.INTERNAL_SERVER_ERROR || isOfTheDatabase(code);
}

function isOfTheDatabase(code: ErrorCode): boolean {
  return code === ErrorCode.SERVICE_UNAVAILABLE || code === ErrorCode.INSUFFICIENT_STORAGE;
}

function resolveErrorCode(error: unknown): ErrorCode {
  const cause = unwrapResolverError(error);
  if (cause instanceof ArgumentValidationError) return ErrorCode.BAD_USER_INPUT;
  if (cause instanceof GraphQLError) {
    if (TOKEN_LIMIT_ERROR.test(cause.message)) return ErrorCode.PAYLOAD_TOO_LARGE;
    const known = Object.values(ErrorCode).find((code) => code === cause.extensions.code);
    if (known) return known;
    if (isRequestError(error, cause)) return ErrorCode.BAD_USER_INPUT;
  }
  return isUnreachable(cause) ? codeOfUnreachable(cause) : ErrorCode.INTERNAL_SERVER_ERROR;
}

/**
 * graphql-js gives no code to what it finds wrong with variables and arguments once it runs. Those errors name
 * no field, or the argument rather than the field; a value that a resolver should not have answered, the field.
 */
function isRequestError(error: unknown, { nodes, originalError }: GraphQLError): boolean {
  if (originalError) return false;
  return nodes?.[0] ? nodes[0].kind !== Kind.FIELD : !(error as GraphQLError).path;
}

function hasData(data: Record<string, unknown> | null | undefined): boolean {
  return Object.values(data ?? {}).some((value) => value !== null);
}

/** Apollo looks persisted queries up by whatever stands here, and fails on what no text can be made of. */
function normalizeHash(persistedQuery: unknown): void {
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return;
  const named = persistedQuery as { sha256Hash?: unknown };
  if (typeof named.sha256Hash !== 'string') named.sha256Hash = '';
}
