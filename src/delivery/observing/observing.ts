import type { Log } from '../../database/log.js';
import type { Metrics } from './metrics/metrics.js';
import type { Observer } from './observer.js';
import { SlowLog } from './slow-log.js';
import type { Traces, TracesSettings } from './traces.js';

export interface ObservingSettings {
  metrics: boolean;
  /** Milliseconds from which on an operation is logged with its statements; 0 for never. */
  slow: number;
  /** Without them nothing is traced. */
  traces: TracesSettings | null;
  log: Pick<Log, 'warn'>;
}

/** All who want to know what the gateway does. */
export class Observing implements Required<Observer> {
  constructor(
    private readonly observers: readonly Observer[],
    readonly metrics: Metrics | null,
    private readonly traces: Traces | null,
  ) {}

  /** Whether anybody wants to know what is asked of PostgreSQL. */
  get wantsStatements(): boolean {
    return this.observers.some((observer) => observer !== this.metrics);
  }

  /** Hands on what is not handed on yet. */
  async close(): Promise<void> {
    await this.traces?.close();
  }

  request(...told: Parameters<Required<Observer>['request']>): void {
    for (const observer of this.observers) observer.request?.(...told);
  }

  operation(...told: Parameters<Required<Observer>['operation']>): void {
    for (const observer of this.observers) observer.operation?.(...told);
  }

  job(...told: Parameters<Required<Observer>['job']>): void {
    for (const observer of this.observers) observer.job?.(...told);
  }

  tasks(...told: Parameters<Required<Observer>['tasks']>): void {
    for (const observer of this.observers) observer.tasks?.(...told);
  }

  mail(...told: Parameters<Required<Observer>['mail']>): void {
    for (const observer of this.observers) observer.mail?.(...told);
  }

  unhandledRejection(...told: Parameters<Required<Observer>['unhandledRejection']>): void {
    for (const observer of this.observers) observer.unhandledRejection?.(...told);
  }
}

/** What is not asked for is not even loaded, so that it costs a start nothing. */
export async function createObserving({ metrics, slow, traces, log }: ObservingSettings): Promise<Observing> {
  const kept = metrics ? new (await import('./metrics/metrics.js')).Metrics() : null;
  const traced = traces ? new (await import('./traces.js')).Traces(traces) : null;
  const slowLog = slow > 0 ? new SlowLog(slow, log) : null;
  const observers = [kept, traced, slowLog].filter((observer) => observer !== null);
  return new Observing(observers, kept, traced);
}
