import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { codeOfUnreachable, describeUnreachable, isUnreachable } from '../database/unreachable.js';
import { ErrorCode } from '../shared/errors.js';
import { MASKED } from './errors.js';

/** How graphql-js says that a document has more tokens than `maxTokens`. */
const TOO_LONG = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

/** Of what is wrong with a document no more is told, nor in more characters: an answer must not grow with an attack. */
export const MOST_COMPLAINTS = 5;
const LONGEST_MESSAGE = 300;

/** Begins what graphql-js suggests, even where `hideSuggestions` is set: of a field that lacks its selection. */
const SUGGESTION = 'Did you mean ';

export interface GraphErrorsOptions {
  log: FastifyBaseLogger;
  /** Leaves suggestions out of messages. */
  hidesSchema: boolean;
}

export type GraphErrors = ReturnType<typeof graphErrors>;

/** How errors of the graph are answered and logged. */
export function graphErrors({ log, hidesSchema }: GraphErrorsOptions) {
  /** The error as its client sees it: a code from the one list, and no word of what went wrong inside. */
  const format = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const code = codeOf(error);
    const message = messageOf(formatted.message, error, code);
    return {
      message: hidesSchema ? withoutSuggestion(message) : message,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { code },
    };
  };

  /** Writes what is no fault of the request's to the log. */
  const report = (errors: readonly GraphQLError[], requestId: string, operationName?: string | null) => {
    // One failed load can be the error of a hundred fields.
    const unexpected = errors.filter((error) => isUnexpected(codeOf(error)));
    const causes = new Map(unexpected.map((error) => [error.originalError ?? error, error.path]));
    for (const [err, path] of causes) log.error({ requestId, operationName, path, err }, 'operation failed');
  };

  const plugin: ApolloServerPlugin<{ requestId: string }> = {
    requestDidStart: async ({ request: { extensions }, contextValue: { requestId } }) => {
      makeHashText(extensions?.persistedQuery);
      return {
        didEncounterErrors: async ({ errors, operationName }) => report(errors, requestId, operationName),
        willSendResponse: async ({ response: { http, body }, errors }) => {
          const codes = errors?.map(codeOf) ?? [];
          const data = body.kind === 'single' ? body.singleResult.data : null;
          if (body.kind === 'single' && data === undefined) shorten(body.singleResult);
          if (codes.some(isOfTheDatabase) && !answersAnything(data)) {
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
function shorten(result: { errors?: readonly GraphQLFormattedError[] }): void {
  if (!result.errors) return;
  result.errors = result.errors.slice(0, MOST_COMPLAINTS).map(({ locations, ...error }) => ({
    ...error,
    ...(locations && { locations: locations.slice(0, MOST_COMPLAINTS) }),
  }));
}

/** The message of an error, cut before anything reads it: it may quote as much as a client can send. */
function messageOf(message: string, error: unknown, code: ErrorCode): string {
  const cause = unwrapResolverError(error);
  if (cause instanceof ArgumentValidationError) {
    const found = complaints(cause.extensions.validationErrors);
    return found.slice(0, MOST_COMPLAINTS).map(cut).join('; ');
  }
  if (code === ErrorCode.INTERNAL_SERVER_ERROR) return MASKED;
  return isOfTheDatabase(code) ? describeUnreachable(cause) : cut(message);
}

function cut(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

function withoutSuggestion(message: string): string {
  const at = message.endsWith('?') ? message.lastIndexOf(SUGGESTION) : -1;
  return at < 0 ? message : message.slice(0, at).trimEnd();
}

/** What class-validator found, each with the name of the argument or field. */
function complaints(found: ArgumentValidationError['extensions']['validationErrors'], at = ''): string[] {
  return found.flatMap(({ property, constraints = {}, children = [] }) => [
    ...Object.values(constraints).map((constraint) => `${at}${constraint}`),
    ...complaints(children, `${at}${property}.`),
  ]);
}

function isUnexpected(code: ErrorCode): boolean {
  return code === ErrorCode.INTERNAL_SERVER_ERROR || isOfTheDatabase(code);
}

function isOfTheDatabase(code: ErrorCode): boolean {
  return code === ErrorCode.SERVICE_UNAVAILABLE || code === ErrorCode.INSUFFICIENT_STORAGE;
}

function codeOf(error: unknown): ErrorCode {
  const cause = unwrapResolverError(error);
  if (cause instanceof ArgumentValidationError) return ErrorCode.BAD_USER_INPUT;
  if (cause instanceof GraphQLError) {
    if (TOO_LONG.test(cause.message)) return ErrorCode.PAYLOAD_TOO_LARGE;
    const known = Object.values(ErrorCode).find((code) => code === cause.extensions.code);
    if (known) return known;
    if (isOfTheRequest(error, cause)) return ErrorCode.BAD_USER_INPUT;
  }
  return isUnreachable(cause) ? codeOfUnreachable(cause) : ErrorCode.INTERNAL_SERVER_ERROR;
}

/**
 * graphql-js gives no code to what it finds wrong with variables and arguments once it runs. Those errors name
 * no field, or the argument rather than the field; a value that a resolver should not have answered, the field.
 */
function isOfTheRequest(error: unknown, { nodes, originalError }: GraphQLError): boolean {
  if (originalError) return false;
  return nodes?.[0] ? nodes[0].kind !== Kind.FIELD : !(error as GraphQLError).path;
}

function answersAnything(data: Record<string, unknown> | null | undefined): boolean {
  return Object.values(data ?? {}).some((value) => value !== null);
}

/** Apollo looks persisted queries up by whatever stands here, and fails on what no text can be made of. */
function makeHashText(persistedQuery: unknown): void {
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return;
  const named = persistedQuery as { sha256Hash?: unknown };
  if (typeof named.sha256Hash !== 'string') named.sha256Hash = '';
}
