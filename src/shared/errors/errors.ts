import { GraphQLError } from 'graphql';

/** The closed list of codes that an error in an answer can carry, in `extensions.code`. */
export enum ErrorCode {
  /** An argument or variable is out of its range or not of its form; the message says which and what is taken. */
  BAD_USER_INPUT = 'BAD_USER_INPUT',
  /** The changes after this cursor are no longer kept: load anew, and subscribe without it. */
  CURSOR_EXPIRED = 'CURSOR_EXPIRED',
  /** The connection has as many subscriptions as one may have. */
  TOO_MANY_SUBSCRIPTIONS = 'TOO_MANY_SUBSCRIPTIONS',
  /** The client's network has as many WebSockets and event streams open as one may have. */
  TOO_MANY_CONNECTIONS = 'TOO_MANY_CONNECTIONS',
  /** The client has as many operations running and waiting as one may have; Retry-After says when to try again. */
  TOO_MANY_OPERATIONS = 'TOO_MANY_OPERATIONS',
  /** The client or the key has done as much as it may in a minute; Retry-After says when to try again. */
  RATE_LIMITED = 'RATE_LIMITED',
  /** The API key is unknown, withdrawn or expired. */
  UNAUTHENTICATED = 'UNAUTHENTICATED',
  /** The request needs an API key with a scope that it does not have. */
  FORBIDDEN = 'FORBIDDEN',
  /** The document is not GraphQL. */
  GRAPHQL_PARSE_FAILED = 'GRAPHQL_PARSE_FAILED',
  /** The document does not fit the schema, or has more than one mutation. */
  GRAPHQL_VALIDATION_FAILED = 'GRAPHQL_VALIDATION_FAILED',
  /** The document has several operations, and operationName names none of them. */
  OPERATION_RESOLUTION_FAILURE = 'OPERATION_RESOLUTION_FAILURE',
  /** The request is not GraphQL over HTTP. */
  BAD_REQUEST = 'BAD_REQUEST',
  /** The body or the document is larger than is taken. */
  PAYLOAD_TOO_LARGE = 'PAYLOAD_TOO_LARGE',
  /** Only documents of a manifest are answered here, and this is none of them. */
  DOCUMENT_NOT_TRUSTED = 'DOCUMENT_NOT_TRUSTED',
  PERSISTED_QUERY_NOT_FOUND = 'PERSISTED_QUERY_NOT_FOUND',
  PERSISTED_QUERY_NOT_SUPPORTED = 'PERSISTED_QUERY_NOT_SUPPORTED',
  /** The database does not answer at the moment; try again. */
  SERVICE_UNAVAILABLE = 'SERVICE_UNAVAILABLE',
  /** The disk of the database is full: what was to be written was not. Reading goes on. */
  INSUFFICIENT_STORAGE = 'INSUFFICIENT_STORAGE',
  /** A fault of Dateline's own. The message is masked; the log has it under the request id. */
  INTERNAL_SERVER_ERROR = 'INTERNAL_SERVER_ERROR',
}

/** The request's own fault: says what is wrong with which argument and what to send instead. */
export class BadUserInputError extends GraphQLError {
  constructor(message: string) {
    super(message, { extensions: { code: ErrorCode.BAD_USER_INPUT } });
  }
}

/** The request has no key, or its key lacks a scope. */
export class ForbiddenError extends GraphQLError {
  constructor(scope: string) {
    super(`This needs an API key with the scope ${scope}: Authorization: Bearer <key>.`, {
      extensions: { code: ErrorCode.FORBIDDEN, http: { status: 403 } },
    });
  }
}

/** The key that came with the request is none of ours any more, or is not sent as keys are. */
export class UnauthenticatedError extends GraphQLError {
  constructor(hasKey: boolean) {
    const unknown = 'This API key is not known here, or was withdrawn, or has expired.';
    super(hasKey ? unknown : 'Send an API key as Authorization: Bearer <key>, or leave the header out.', {
      extensions: { code: ErrorCode.UNAUTHENTICATED, http: { status: 401 } },
    });
  }
}

/** A subscriber asks for changes that are not kept any more, or never were. */
export class CursorExpiredError extends GraphQLError {
  constructor() {
    super('The changes after this cursor are not kept. Load anew what you show, and subscribe without it.', {
      extensions: { code: ErrorCode.CURSOR_EXPIRED },
    });
  }
}
