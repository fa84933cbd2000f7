import { statfs } from 'node:fs/promises';
import type pg from 'pg';
import { type Aggregator, Counter, Gauge, type Registry } from 'prom-client';
import type { CacheInvalidator } from '../../cache/cache-invalidator.js';
import type { StorageMonitor } from '../../database/storage-monitor.js';
import type { WorkerStates } from '../../jobs/worker-states.js';
import { type DatabaseMetrics, readDatabaseMetrics } from './database-metrics.js';

/** How the values of several workers become one, where it is not their sum: most describe what all workers share. */
const AGGREGATORS: Record<string, Aggregator> = {
  cache_current: 'min',
  change_log_lag: 'max',
  change_log_lag_seconds: 'max',
  database_full: 'max',
  database_size_bytes: 'max',
  database_up: 'min',
  disk_free_bytes: 'min',
  disk_size_bytes: 'max',
  job_wait_seconds: 'max',
  jobs: 'max',
  mails_waiting: 'max',
  webhooks: 'max',
};

/** Sources of the values that are read at each scrape. */
export interface GaugeSources {
  /** The response cache and the entity cache. */
  caches: Record<'answers' | 'parts', { size: { entries: number; bytes: number }; limit: number }>;
  invalidator: Pick<CacheInvalidator, 'isSynchronized' | 'lastSequence'>;
  connections: { readonly max: number; count(kind: 'websocket' | 'event-stream'): number };
  liveQueries: { readonly size: number; readonly max: number; readonly executionCount: number };
  storage: Pick<StorageMonitor, 'isFull'>;
  dataDir: string;
  pools: { requests: pg.Pool; writes: pg.Pool; jobs: pg.Pool };
  workers: WorkerStates;
}

/** Creates the gauges and returns a function that updates them with one query to the database. */
export function createGauges(
  registry: Registry,
  { caches, invalidator, connections, liveQueries, pools, storage, dataDir, workers }: GaugeSources,
): () => Promise<void> {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({
      name: `dateline_${name}`,
      help,
      labelNames,
      registers: [registry],
      aggregator: AGGREGATORS[name] ?? 'sum',
    });
  const entries = gauge(
    'cache_entries',
    'Number of cached entries: responses (answers) and entities (parts).',
    'of',
  );
  const bytes = gauge('cache_bytes', 'Approximate memory used by a cache, in bytes.', 'of');
  const limit = gauge('cache_limit_bytes', 'Maximum memory of a cache, in bytes (CACHE_MB).', 'of');
  const synchronizedGauge = gauge(
    'cache_current',
    '1 if the caches are used; 0 while they are not, because changes may be missed.',
  );
  const open = gauge('live_connections', 'Number of open WebSockets and event streams.', 'kind');
  const mostOpen = gauge(
    'live_connections_limit',
    'Maximum number of open WebSockets and event streams (LIVE_CONNECTIONS).',
  );
  const setLiveQueries = liveQueryGauges(gauge, registry);
  const inPool = gauge(
    'pool_connections',
    'Number of database connections by pool and state (busy or idle).',
    'pool',
    'state',
  );
  const waiting = gauge('pool_waiting', 'Number of statements that wait for a connection, by pool.', 'pool');
  const mostInPool = gauge(
    'pool_limit',
    'Maximum number of database connections, by pool (DATABASE_POOL).',
    'pool',
  );
  const full = gauge('database_full', '1 if the disk of the database is full, so that writes fail; else 0.');
  const free = gauge(
    'disk_free_bytes',
    'Free bytes on the disk of DATA_DIR, where the embedded database is.',
  );
  const size = gauge('disk_size_bytes', 'Size of the disk of DATA_DIR in bytes.');
  const setWorkers = workerGauges(gauge, registry);
  const setDatabaseGauges = createDatabaseGauges(gauge);
  return async () => {
    for (const [of, { size, limit: most }] of Object.entries(caches)) {
      entries.set({ of }, size.entries);
      bytes.set({ of }, size.bytes);
      limit.set({ of }, most);
    }
    synchronizedGauge.set(invalidator.isSynchronized ? 1 : 0);
    for (const kind of ['websocket', 'event-stream'] as const) open.set({ kind }, connections.count(kind));
    mostOpen.set(connections.max);
    setLiveQueries(liveQueries);
    for (const [pool, { totalCount, idleCount, waitingCount, options }] of Object.entries(pools)) {
      inPool.set({ pool, state: 'busy' }, totalCount - idleCount);
      inPool.set({ pool, state: 'idle' }, idleCount);
      waiting.set({ pool }, waitingCount);
      mostInPool.set({ pool }, options.max);
    }
    full.set(storage.isFull ? 1 : 0);
    const disk = await statfs(dataDir).catch(() => null);
    if (disk) {
      free.set(disk.bavail * disk.bsize);
      size.set(disk.blocks * disk.bsize);
    }
    setWorkers(workers);
    setDatabaseGauges(
      await readDatabaseMetrics(pools.requests).catch(() => null),
      Number(invalidator.lastSequence),
    );
  };
}

function liveQueryGauges(gauge: (name: string, help: string) => Gauge, registry: Registry) {
  const open = gauge('live_queries', 'Number of different live queries.');
  const limit = gauge('live_queries_limit', 'Maximum number of different live queries (LIVE_QUERIES).');
  const executions = new Counter({
    name: 'dateline_live_query_executions_total',
    help: 'Number of executions of live queries, each for all subscribers with the same operation and access.',
    registers: [registry],
  });
  return ({ size, max, executionCount }: GaugeSources['liveQueries']) => {
    open.set(size);
    limit.set(max);
    executions.reset();
    executions.inc(executionCount);
  };
}

function workerGauges(
  gauge: (name: string, help: string, ...labelNames: string[]) => Gauge,
  registry: Registry,
) {
  const up = gauge('worker_up', '1 if a job worker of this instance runs; else 0.', 'worker');
  const restarts = new Counter({
    name: 'dateline_worker_restarts_total',
    help: 'Number of restarts of a job worker after a lost connection.',
    labelNames: ['worker'],
    registers: [registry],
  });
  return (workers: WorkerStates) => {
    restarts.reset();
    for (const [worker, state] of workers.entries()) {
      up.set({ worker }, state.isUp ? 1 : 0);
      restarts.inc({ worker }, state.restarts);
    }
  };
}

function createDatabaseGauges(gauge: (name: string, help: string, ...labelNames: string[]) => Gauge) {
  const up = gauge('database_up', '1 if the database responds; else 0.');
  const lag = gauge(
    'change_log_lag',
    'Number of changes that a reader of the change log has not processed.',
    'reader',
  );
  const lagSeconds = gauge(
    'change_log_lag_seconds',
    'Age in seconds of the oldest change that a reader of the change log has not processed.',
    'reader',
  );
  const jobs = gauge(
    'jobs',
    'Number of jobs in the queue of all instances, by task and state; `due` jobs wait for a worker.',
    'task',
    'state',
  );
  const wait = gauge('job_wait_seconds', 'Seconds that the oldest due job has waited, by task.', 'task');
  const mails = gauge('mails_waiting', 'Number of newsletter mails still to be sent by all instances.');
  const webhooks = gauge(
    'webhooks',
    'Number of webhooks by state: active, failing or disabled. Disabled ones receive nothing.',
    'state',
  );
  const size = gauge('database_size_bytes', 'Size of the database in bytes.');
  return (metrics: DatabaseMetrics | null, lastSequence: number) => {
    up.set(metrics ? 1 : 0);
    for (const each of [lag, lagSeconds, jobs, wait, mails, webhooks, size]) each.reset();
    if (!metrics) return;
    lag.set({ reader: 'cache' }, Math.max(metrics.last - lastSequence, 0));
    for (const { name, changes, seconds } of metrics.followers) {
      lag.set({ reader: name }, changes);
      lagSeconds.set({ reader: name }, seconds);
    }
    for (const { task, due, running, later, failed, seconds } of metrics.jobs) {
      for (const [state, count] of Object.entries({ due, running, later, failed })) {
        jobs.set({ task, state }, count);
      }
      wait.set({ task }, seconds);
    }
    mails.set(metrics.mails);
    for (const [state, count] of Object.entries(metrics.webhooks)) webhooks.set({ state }, count);
    size.set(metrics.size);
  };
}
