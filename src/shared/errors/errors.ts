import { GraphQLError } from 'graphql';
import { Refusal } from './refusal.js';

/** All codes that an error in a response can have in `extensions.code`. */
export enum ErrorCode {
  /** An argument or variable is out of range or malformed; the message names it and the accepted values. */
  BAD_USER_INPUT = 'BAD_USER_INPUT',
  /** The changes after this cursor have been deleted: load again, and subscribe without a cursor. */
  CURSOR_EXPIRED = 'CURSOR_EXPIRED',
  /** The connection has reached its limit of subscriptions. */
  TOO_MANY_SUBSCRIPTIONS = 'TOO_MANY_SUBSCRIPTIONS',
  /** The client's network has reached its limit of open WebSockets and event streams. */
  TOO_MANY_CONNECTIONS = 'TOO_MANY_CONNECTIONS',
  /**
   * The client has reached its limit of running and waiting operations; Retry-After has the seconds to wait.
   */
  TOO_MANY_OPERATIONS = 'TOO_MANY_OPERATIONS',
  /** The client or API key has reached its rate limit per minute; Retry-After has the seconds to wait. */
  RATE_LIMITED = 'RATE_LIMITED',
  /** The API key or token is unknown, revoked or expired. */
  UNAUTHENTICATED = 'UNAUTHENTICATED',
  /** The request requires an API key or token with another scope. */
  FORBIDDEN = 'FORBIDDEN',
  /** The document has a syntax error. */
  GRAPHQL_PARSE_FAILED = 'GRAPHQL_PARSE_FAILED',
  /** The document is not valid for the schema, or has more than one mutation. */
  GRAPHQL_VALIDATION_FAILED = 'GRAPHQL_VALIDATION_FAILED',
  /** The document has several operations, and operationName names none of them. */
  OPERATION_RESOLUTION_FAILURE = 'OPERATION_RESOLUTION_FAILURE',
  /** The request is not GraphQL over HTTP. */
  BAD_REQUEST = 'BAD_REQUEST',
  /** The body or the document is too large. */
  PAYLOAD_TOO_LARGE = 'PAYLOAD_TOO_LARGE',
  /** Only persisted documents are accepted, and this is not one of them. */
  DOCUMENT_NOT_TRUSTED = 'DOCUMENT_NOT_TRUSTED',
  PERSISTED_QUERY_NOT_FOUND = 'PERSISTED_QUERY_NOT_FOUND',
  PERSISTED_QUERY_NOT_SUPPORTED = 'PERSISTED_QUERY_NOT_SUPPORTED',
  /** The database, the media storage or the provider of tokens is unavailable; try again later. */
  SERVICE_UNAVAILABLE = 'SERVICE_UNAVAILABLE',
  /** The database's disk is full, and nothing was written. Reads continue. */
  INSUFFICIENT_STORAGE = 'INSUFFICIENT_STORAGE',
  /** The service behind a field of the site failed. The field is null, and the rest of the data is complete. */
  REMOTE_UNAVAILABLE = 'REMOTE_UNAVAILABLE',
  /** The change was saved, but its result could not be read. `extensions.id` has its ID; it must not be sent again. */
  RESULT_UNAVAILABLE = 'RESULT_UNAVAILABLE',
  /** The connection was lost while the change was saved. It may have been saved or not. */
  WRITE_UNCONFIRMED = 'WRITE_UNCONFIRMED',
  /** An internal error. Its message is masked; the log has it under the request ID. */
  INTERNAL_SERVER_ERROR = 'INTERNAL_SERVER_ERROR',
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return Object.values<unknown>(ErrorCode).includes(code);
}

/** Invalid input; the message names the argument, the error and the accepted values. */
export class BadUserInputError extends GraphQLError {
  constructor(message: string) {
    super(message, { extensions: { code: ErrorCode.BAD_USER_INPUT } });
  }
}

/** The request has no API key or token, or it lacks a scope. */
export class ForbiddenError extends GraphQLError {
  constructor(scope: string) {
    super(
      `The scope ${scope} is required. Send an API key or token that has it as Authorization: Bearer <key>.`,
      {
        extensions: { code: ErrorCode.FORBIDDEN, http: { status: 403 } },
      },
    );
  }
}

/** The API key has limits, and the mutation does not write articles alone. */
export class LimitedKeyError extends GraphQLError {
  constructor() {
    super('This API key may write certain articles only. The mutation needs a key without limits.', {
      extensions: { code: ErrorCode.FORBIDDEN, http: { status: 403 } },
    });
  }
}

/** The token of a request gives its owner no scope. */
export class InsufficientTokenError extends GraphQLError {
  constructor() {
    super('This token is valid, and gives no scope here. Without it, published content can be read.', {
      extensions: { code: ErrorCode.FORBIDDEN, http: { status: 403 } },
    });
  }
}

const INVALID_CREDENTIALS = {
  key: 'The API key is unknown, revoked or expired.',
  token: 'The token is invalid, revoked or expired.',
  link: 'The preview link is unknown, revoked or expired.',
};

/** The request's credentials are unknown, revoked, expired or, if null, malformed. */
export class UnauthenticatedError extends Refusal {
  constructor(credentials: keyof typeof INVALID_CREDENTIALS | null) {
    const malformed =
      'The header authorization is invalid. Send an API key as Authorization: Bearer <key>, or omit the header.';
    super(credentials ? INVALID_CREDENTIALS[credentials] : malformed, {
      extensions: { code: ErrorCode.UNAUTHENTICATED, http: { status: 401 } },
    });
  }
}

/** A service other than the database is unavailable. A retry may succeed. */
export class ServiceUnavailableError extends GraphQLError {
  constructor(message: string) {
    super(message, {
      extensions: {
        code: ErrorCode.SERVICE_UNAVAILABLE,
        http: { status: 503, headers: new Map([['retry-after', '1']]) },
      },
    });
  }
}

/** The source of a field did not return its value. */
export class RemoteUnavailableError extends GraphQLError {
  constructor(field: string, reason: string) {
    super(`${field} is unavailable: ${reason}.`, { extensions: { code: ErrorCode.REMOTE_UNAVAILABLE } });
  }
}

/** The cursor of a subscription refers to changes that are deleted or never existed. */
export class CursorExpiredError extends GraphQLError {
  constructor() {
    super(
      'The changes after this cursor are no longer available. Reload the content, and subscribe without a cursor.',
      {
        extensions: { code: ErrorCode.CURSOR_EXPIRED },
      },
    );
  }
}

/** Message of internal errors for clients. */
export const MASKED_MESSAGE =
  'Internal error. Find it in the log by the x-request-id header of this response.';
