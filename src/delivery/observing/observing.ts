import type { Log } from '../../database/log.js';
import type { Metrics } from './metrics/metrics.js';
import type { Observer } from './observer.js';
import { SlowLog } from './slow-log.js';

export interface ObservingSettings {
  metrics: boolean;
  /** Milliseconds from which on an operation is logged with its statements; 0 for never. */
  slow: number;
  log: Pick<Log, 'warn'>;
}

/** All who want to know what the gateway does. */
export class Observing implements Required<Observer> {
  constructor(
    private readonly observers: readonly Observer[],
    readonly metrics: Metrics | null,
    /** Whether anybody wants to know what is asked of PostgreSQL. */
    readonly wantsStatements: boolean,
  ) {}

  request(...told: Parameters<Required<Observer>['request']>): void {
    for (const observer of this.observers) observer.request?.(...told);
  }

  operation(...told: Parameters<Required<Observer>['operation']>): void {
    for (const observer of this.observers) observer.operation?.(...told);
  }

  job(...told: Parameters<Required<Observer>['job']>): void {
    for (const observer of this.observers) observer.job?.(...told);
  }

  mail(...told: Parameters<Required<Observer>['mail']>): void {
    for (const observer of this.observers) observer.mail?.(...told);
  }
}

/** What is not asked for is not even loaded, so that it costs a start nothing. */
export async function createObserving({ metrics, slow, log }: ObservingSettings): Promise<Observing> {
  const kept = metrics ? new (await import('./metrics/metrics.js')).Metrics() : null;
  const observers = [...(kept ? [kept] : []), ...(slow > 0 ? [new SlowLog(slow, log)] : [])];
  return new Observing(observers, kept, slow > 0);
}
