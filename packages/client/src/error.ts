/** An error of a GraphQL response. */
export interface ResponseError {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; [name: string]: unknown };
}

/** The properties of a DatelineError beside its message. */
export interface ErrorDetails {
  code: string;
  errors?: ResponseError[];
  data?: unknown;
  status?: number;
  retryAfter?: number | null;
  cause?: unknown;
}

/** A failed request. `code` is that of the first error, for programs. */
export class DatelineError extends Error {
  override readonly name = 'DatelineError';
  /**
   * The code of the first error, such as BAD_USER_INPUT or RATE_LIMITED. NETWORK_ERROR if there was no response,
   * BAD_RESPONSE if it was no GraphQL response.
   */
  declare readonly code: string;
  /** All errors of the response. */
  declare readonly errors: ResponseError[];
  /** The data of a response that has data and errors. */
  declare readonly data: unknown;
  /** The HTTP status; 0 without a response. */
  declare readonly status: number;
  /** Seconds to wait before the next attempt. Null if the gateway did not say. */
  declare readonly retryAfter: number | null;

  constructor(
    message: string,
    { code, errors = [], data = null, status = 0, retryAfter = null, cause }: ErrorDetails,
  ) {
    super(message, { cause });
    Object.assign(this, { code, errors, data, status, retryAfter });
  }
}

/** A result as the gateway sends it. */
export interface GraphQLResult {
  data?: any;
  errors?: ResponseError[];
  extensions?: Record<string, any>;
}

/** Creates the error of a response with errors. */
export function createResponseError({ errors = [], data }: GraphQLResult, response: Response): DatelineError {
  const [first] = errors;
  const code = first?.extensions?.code ?? 'BAD_RESPONSE';
  return createError(first?.message ?? 'The request failed.', response, { code, errors, data });
}

/** Creates the error of a response that is not the expected one. */
export function createBadResponseError(response: Response): DatelineError {
  const message = `Status ${response.status} without a GraphQL result from ${response.url}. Check the url.`;
  return createError(message, response, { code: 'BAD_RESPONSE' });
}

function createError(message: string, { headers, status }: Response, details: ErrorDetails): DatelineError {
  const seconds = Number(headers.get('retry-after'));
  const retryAfter = seconds > 0 ? seconds : null; // a date is not read
  return new DatelineError(message, { status, retryAfter, ...details });
}

/** Returns true if the same request can succeed later. */
export function isTransient({ code, status }: DatelineError): boolean {
  return (
    status >= 500 || status === 429 || /^(NETWORK_ERROR|SERVICE_UNAVAILABLE|RATE_LIMITED|TOO_MANY)/.test(code)
  );
}
