import type { IncomingHttpHeaders } from 'node:http';
import type { CacheStatus } from '../cache/response-cache.js';
import type { MaybePromise } from '../shared/async/maybe-promise.js';
import type { OperationInfo } from '../shared/operation-info.js';

/** A GraphQL request, as hooks see it. */
export interface IncomingRequest {
  /** Request ID, as in the log and in `x-request-id`. */
  id: string;
  transport: 'http' | 'websocket' | 'sse' | 'mcp';
  /** Method of the HTTP request; null for an operation over WebSocket. */
  method: string | null;
  headers: IncomingHttpHeaders;
  /** IP address of the client, from `x-forwarded-for` where the proxy is trusted. */
  ip: string;
}

/** The response to a GraphQL request, as hooks see it. */
export interface CompletedRequest extends OperationInfo {
  /** HTTP status; 200 on a connection that stays open. */
  status: number;
  /** Source of the response: `HIT` if it was in memory. */
  source: CacheStatus;
  /** Milliseconds from the request to the response. */
  ms: number;
}

/**
 * Functions that run for every GraphQL request: over HTTP, WebSocket and event streams, whether its response
 * is cached or not. Those of Fastify and Apollo do not run for cached responses.
 */
export interface RequestHooks {
  /**
   * Called before a request is answered. A GraphQLError that it throws refuses the request, with the code in
   * the error's extensions.
   */
  onRequest?(request: IncomingRequest): MaybePromise<void>;
  /**
   * Called after the response to a request; for a subscription, when it has begun. Must return fast. Errors
   * that it throws are logged.
   */
  onResponse?(request: IncomingRequest, response: CompletedRequest): MaybePromise<void>;
}
