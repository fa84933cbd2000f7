import {
  BrokenCircuitError,
  type BulkheadPolicy,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleType,
  TaskCancelledError,
} from 'cockatiel';
import type { TelemetrySink } from '../../observability/telemetry.js';
import { RemoteUnavailableError } from '../../shared/errors/errors.js';
import type { AppLogger } from '../../shared/logging/logger.js';
import { callRemote, RemoteError, type RemoteRequest } from './call-remote.js';
import type { RemoteSettings } from './remote-settings.js';

/** Requests that may wait for each one that may run. */
const WAITING_FACTOR = 10;
const NOT_CALLED = 'its source failed before, and is called again in some seconds';

/** Receives the requests of sources, and the states of their circuit breakers. */
export interface RemoteObserver {
  log: Pick<AppLogger, 'info' | 'warn'>;
  telemetry: Pick<TelemetrySink, 'remoteFields' | 'onRemoteCall' | 'onRemoteCircuit'>;
}

/** Sends the requests of one field, through a queue and a circuit breaker. */
export class RemoteClient {
  private readonly queue: BulkheadPolicy;
  private readonly breaker: CircuitBreakerPolicy;
  private isOpen = false;

  constructor(
    /** The field with its type, such as `Article.commentCount`. */
    readonly field: string,
    private readonly settings: RemoteSettings,
    private readonly observer: RemoteObserver,
  ) {
    const { breaker, concurrency } = settings;
    this.queue = bulkhead(concurrency, concurrency * WAITING_FACTOR);
    this.breaker = circuitBreaker(handleType(RemoteError), {
      halfOpenAfter: breaker.seconds * 1_000,
      breaker: new ConsecutiveBreaker(breaker.failures),
    });
    this.breaker.onBreak((reason) => this.handleOpen('error' in reason ? reason.error.message : NOT_CALLED));
    this.breaker.onReset(() => this.handleClose());
    observer.telemetry.remoteFields?.([field]);
  }

  /**
   * Sends a request, and returns the JSON of the response. `disconnect` is aborted when no client waits for it. Throws
   * RemoteUnavailableError.
   */
  async request(request: RemoteRequest, disconnect: AbortSignal | undefined): Promise<unknown> {
    const { breaker, settings } = this;
    const timeout = AbortSignal.timeout(settings.timeoutMs);
    // A request that may close the circuit decides for all clients, so it does not end with the one that sent it.
    const canAbort = disconnect !== undefined && breaker.state === CircuitState.Closed;
    const signal = canAbort ? AbortSignal.any([timeout, disconnect]) : timeout;
    try {
      return await this.queue.execute(() => {
        if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
        return breaker.execute(() => this.send(request, signal, timeout), signal);
      }, signal);
    } catch (error) {
      throw this.toUnavailable(error as Error, timeout);
    }
  }

  private async send(request: RemoteRequest, signal: AbortSignal, timeout: AbortSignal): Promise<unknown> {
    const startedAt = performance.now();
    try {
      const answer = await callRemote(request, this.settings, signal);
      this.report('done', performance.now() - startedAt);
      return answer;
    } catch (error) {
      // The client is gone, which is no failure of the source.
      if (signal.aborted && !timeout.aborted) throw new TaskCancelledError();
      this.report('failed', performance.now() - startedAt);
      if (error instanceof RemoteError && error.retryAfterMs !== null) this.pause(error, error.retryAfterMs);
      throw error;
    }
  }

  /** Opens the circuit for as long as the source asks. */
  private pause({ message }: RemoteError, ms: number): void {
    this.handleOpen(message);
    const isolation = this.breaker.isolate();
    setTimeout(() => isolation.dispose(), ms).unref();
  }

  private toUnavailable(error: Error, timeout: AbortSignal): Error {
    const isSkipped = error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError;
    if (isSkipped) this.report('skipped', 0);
    if (error instanceof BrokenCircuitError) return new RemoteUnavailableError(this.field, NOT_CALLED);
    if (error instanceof BulkheadRejectedError)
      return new RemoteUnavailableError(this.field, 'too many requests wait for its source');
    if (error instanceof RemoteError) return new RemoteUnavailableError(this.field, error.message);
    return timeout.aborted
      ? new RemoteUnavailableError(this.field, 'its source did not respond in time')
      : error;
  }

  private report(outcome: 'done' | 'failed' | 'skipped', ms: number): void {
    this.observer.telemetry.onRemoteCall?.({ field: this.field, outcome, ms });
  }

  private handleOpen(reason: string): void {
    if (this.isOpen) return; // a request that should have closed it failed
    this.isOpen = true;
    this.observer.telemetry.onRemoteCircuit?.({ field: this.field, isOpen: true });
    this.observer.log.warn({ field: this.field, reason }, 'source of a field failed: circuit breaker opened');
  }

  private handleClose(): void {
    this.isOpen = false;
    this.observer.telemetry.onRemoteCircuit?.({ field: this.field, isOpen: false });
    this.observer.log.info({ field: this.field }, 'source of a field responds: circuit breaker closed');
  }
}
