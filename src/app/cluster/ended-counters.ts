import type { WorkerReply } from './questions.js';

/** A metric as prom-client's getMetricsAsJSON returns it. */
interface Metric {
  type: string;
}

/** Metrics that only grow. Sums over workers must not fall when a worker ends. */
const GROWING = new Set(['counter', 'histogram']);

/** Keeps the counters of workers that ended, as they were at the last scrape. */
export class EndedCounters {
  private readonly last = new Map<number, Metric[]>();
  private ended: Metric[] = [];

  /** Adds the counters of a worker that has ended. */
  async add(worker: number): Promise<void> {
    const metrics = this.last.get(worker);
    this.last.delete(worker);
    if (!metrics) return;
    const { AggregatorRegistry } = await import('prom-client');
    const growing = metrics.filter(({ type }) => GROWING.has(type));
    const sum = AggregatorRegistry.aggregate([this.ended, growing]);
    this.ended = (await sum.getMetricsAsJSON()) as unknown as Metric[];
  }

  /** Stores the metrics of the running workers, and returns them with the counters of those that ended. */
  join(replies: WorkerReply[]): unknown[] {
    for (const { worker, value } of replies) this.last.set(worker, value as Metric[]);
    return [...replies.map(({ value }) => value), this.ended];
  }
}
