import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { ResponseCache, ResponseCacheResult } from '../../cache/response-cache.js';
import type { RequestKeys } from '../../cache/response-cache-store.js';
import { isDeprecationsRequest, SHOW_DEPRECATIONS } from '../../graphql/deprecations.js';
import { getRequestedLanguage } from '../../graphql/language-directive.js';
import { negotiateMediaType } from '../../graphql/media-types.js';
import type { OperationParams } from '../../graphql/operation.js';
import { type Audience, type IdentifiedOperation, operationKey } from '../../graphql/operation-key.js';
import { SHOW_COST } from '../../graphql/query-cost.js';
import { SOURCE_MAP } from '../../graphql/source-map/source-map-plugin.js';

/** Response cache's part in a request: the keys of its response, and the response if it is cached. */
export interface LookUp {
  keys: RequestKeys;
  found: ResponseCacheResult | null;
  /** The parsed body; undefined if it was not parsed. */
  body: unknown;
}

/** The look-up that is passed on with a request. */
const LOOK_UP = Symbol('look-up');

interface MessageWithLookUp extends IncomingMessage {
  [LOOK_UP]?: LookUp | null;
}

/** Passes a look-up on with its request, so that the route does not look it up again. */
export function passLookUpOn(message: IncomingMessage, lookUp: LookUp | null): void {
  (message as MessageWithLookUp)[LOOK_UP] = lookUp;
}

/** Finds the query that a request means, if it was executed before. */
type FindOperation = (params: OperationParams) => IdentifiedOperation | null;

/**
 * Looks up the responses to requests without credentials: by the bytes of a request, so that one that comes again is
 * not parsed, else by its operation.
 */
export class ResponseLookUp {
  constructor(
    private readonly responseCache: ResponseCache,
    private readonly findOperation: FindOperation,
    private readonly parseJson: ReturnType<FastifyInstance['getDefaultJsonParser']>,
  ) {}

  /**
   * Looks up the response to a request. `operationText` is the body of a POST, or the URL of a GET. Returns null
   * if no cache may store the response.
   */
  find(message: IncomingMessage, operationText: string): LookUp | null {
    if (!isCacheableRequest(message.headers)) return null;
    let body: unknown;
    const name = buildRequestName(message, operationText);
    const { key, found } = this.responseCache.find(name, () => {
      // Apollo applies its CSRF prevention to a GET, so the operation is known after the execution.
      if (message.method !== 'POST') return null;
      body = this.parse(operationText);
      const operation = isOperationParams(body) ? this.findOperation(body) : null;
      return operation && buildResponseKey(message.headers, operation, body as OperationParams, READER);
    });
    return { keys: { name, key }, found, body };
  }

  /** Returns the look-up that the fast path has passed on with a request, else looks up the response. */
  findOnce(message: IncomingMessage, operationText: string): LookUp | null {
    return (message as MessageWithLookUp)[LOOK_UP] ?? this.find(message, operationText);
  }

  /** Parses a body as Fastify does. Returns undefined if it is invalid, which Fastify reports. */
  private parse(text: string): unknown {
    let parsed: unknown;
    this.parseJson(undefined as never, text, (_error, body) => {
      parsed = body;
    });
    return parsed;
  }
}

/** Request headers that make a response private. */
const PRIVATE_HEADERS = ['authorization', 'x-perspective', SHOW_COST, SOURCE_MAP];

/** Returns true if the response is the same for all clients that send this request. */
export function isCacheableRequest(headers: IncomingHttpHeaders): boolean {
  return PRIVATE_HEADERS.every((name) => headers[name] === undefined);
}

/**
 * Headers of which a response depends on whether they are there: those that CSRF prevention checks (see
 * execute-request.ts), and the one that adds extensions.
 */
const FLAG_HEADERS = [
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'sec-fetch-site',
  'cookie',
  SHOW_DEPRECATIONS,
];

/** Builds the name of a request: everything that its response depends on, as far as it has no credentials. */
function buildRequestName({ method, headers }: IncomingMessage, operationText: string): string {
  const mediaType = negotiateMediaType(headers.accept);
  let flags = '';
  for (const name of FLAG_HEADERS) flags += headers[name] === undefined ? '0' : '1';
  const language = formatLanguage(headers);
  return `${method}\n${mediaType}\n${headers['content-type']}\n${flags}${language}\n${operationText}`;
}

/** Audience of a request without credentials. */
const READER: Audience = { perspective: 'published', viewer: null };

/** Builds the cache key of a response from its operation, media type, requested extensions and language. */
export function buildResponseKey(
  headers: IncomingHttpHeaders,
  operation: IdentifiedOperation,
  { variables }: Pick<OperationParams, 'variables'>,
  audience: Audience,
): string | null {
  const key = operationKey(operation, variables, audience);
  const extensions = isDeprecationsRequest(headers) ? ' deprecations' : '';
  return key && `${key} ${negotiateMediaType(headers.accept)}${extensions}${formatLanguage(headers)}`;
}

/** Returns the part of a key for the language that a request names; empty if it names none. */
function formatLanguage(headers: IncomingHttpHeaders): string {
  const language = getRequestedLanguage(headers);
  return language === null ? '' : ` ${language}`;
}

/** Returns true for a body that can be the parameters of an operation. */
export function isOperationParams(body: unknown): body is OperationParams {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
