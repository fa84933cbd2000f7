import type { CacheStatus } from '../cache/response-cache.js';
import type { Statement } from '../shared/logging/query-log.js';
import type { ObservedField, OperationInfo } from '../shared/operation-info.js';
import type { CrawlerIdentity } from '../shared/signature-agents.js';

/** Data recorded while an operation ran, as far as it is enabled. */
export interface OperationTrace {
  /** Statements sent to PostgreSQL. */
  statements: Statement[];
  fields: ObservedField[];
}

/** Outcome of an operation, with the source of its response. */
export interface CompletedOperation extends OperationInfo, OperationTrace {
  source: CacheStatus;
}

/** A completed operation, as it is reported to sinks. */
export interface ObservedOperation extends CompletedOperation {
  requestId: string;
  /** Transport of the operation: an HTTP request, or a connection that stays open. */
  transport: 'http' | 'live';
  /** Time of start, in milliseconds since 1970. */
  startedAt: number;
  ms: number;
  /** The client's trace context (https://www.w3.org/TR/trace-context/). */
  traceparent: string | undefined;
}

export interface ObservedRequest {
  method: string;
  /** Pattern of the route, which has no values from clients. */
  route: string;
  status: number;
  ms: number;
  /** The crawler that signed the request, or that the User-Agent names; absent for other clients. */
  crawler?: CrawlerIdentity | undefined;
}

/** Pipelined requests, which cut a connection; or messages on a WebSocket, which pause or cut it. */
export type ThrottleReason = 'requests' | 'messages';

/**
 * Outcome of the check of a crawler's signature: `no_key` if its keys are not known (yet), `unlisted` for an agent that the
 * site does not list, `unchecked` for a client whose signatures have failed too often.
 */
export type SignatureOutcome =
  | 'verified'
  | 'invalid'
  | 'expired'
  | 'replayed'
  | 'malformed'
  | 'no_key'
  | 'unlisted'
  | 'unchecked';

/** Outcome of a request to the source of a field. */
export type RemoteOutcome = 'done' | 'failed' | 'skipped';

/** Telemetry sink. Its methods must not throw and must return fast. */
export interface TelemetrySink {
  onRequest?(request: ObservedRequest): void;
  onOperation?(operation: ObservedOperation): void;
  onJob?(job: { task: string; outcome: 'done' | 'failed'; ms: number }): void;
  /** Names of the tasks that this instance runs. */
  tasks?(names: string[]): void;
  /** Names of the fields that have a source. */
  remoteFields?(names: string[]): void;
  /** Called for each request to the source of a field; `skipped` ones were not sent. */
  onRemoteCall?(call: { field: string; outcome: RemoteOutcome; ms: number }): void;
  /** Called when the circuit breaker of a field's source opens or closes. */
  onRemoteCircuit?(circuit: { field: string; isOpen: boolean }): void;
  onMail?(outcome: 'sent' | 'failed'): void;
  /** Called when a client's connection is cut or paused because of too many requests or messages. */
  onThrottled?(reason: ThrottleReason): void;
  /** Called for each signature of a crawler. `agent` is `other` for one that the site does not list. */
  onSignature?(signature: { agent: string; outcome: SignatureOutcome }): void;
  /** Called for an unhandled rejection, with its cause. */
  unhandledRejection?(cause: 'connection' | 'other'): void;
}

/** Returns the current time in milliseconds since 1970, with fractions. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
