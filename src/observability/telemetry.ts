import type { CacheStatus } from '../cache/response-cache.js';
import type { ObservedField, OperationInfo } from '../shared/operation-info.js';
import type { Statement } from './query-log.js';

/** What was noted of an operation while it ran, as far as anybody wants to know. */
export interface OperationTrace {
  /** What it asked of PostgreSQL. */
  statements: Statement[];
  fields: ObservedField[];
}

/** How an operation was answered. */
export interface CompletedOperation extends OperationInfo, OperationTrace {
  source: CacheStatus;
}

/** An operation that was answered. */
export interface ObservedOperation extends CompletedOperation {
  requestId: string;
  /** By what it came: a request and its answer, or a connection that stays open. */
  transport: 'http' | 'live';
  /** Milliseconds since 1970. */
  startedAt: number;
  ms: number;
  /** The trace that its client has it in (https://www.w3.org/TR/trace-context/). */
  traceparent: string | undefined;
}

export interface ObservedRequest {
  method: string;
  /** The route's pattern, never what a client made up. */
  route: string;
  status: number;
  ms: number;
}

/** What wants to know of everything that the gateway does. It must not throw, and must not take long. */
export interface TelemetrySink {
  onRequest?(request: ObservedRequest): void;
  onOperation?(operation: ObservedOperation): void;
  onJob?(job: { task: string; outcome: 'done' | 'failed'; ms: number }): void;
  /** Names of the tasks whose jobs this instance does. */
  tasks?(names: string[]): void;
  onMail?(outcome: 'sent' | 'failed'): void;
  /** A rejected promise that nothing handled, by whether a lost connection was its cause. */
  unhandledRejection?(cause: 'connection' | 'other'): void;
}

/** Now, in milliseconds since 1970 with parts of them. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
