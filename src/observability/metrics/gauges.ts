import { statfs } from 'node:fs/promises';
import type pg from 'pg';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { CacheInvalidator } from '../../cache/cache-invalidator.js';
import type { StorageMonitor } from '../../database/storage-monitor.js';
import type { WorkerStates } from '../../jobs/worker-states.js';
import { type DatabaseMetrics, readDatabaseMetrics } from './database-metrics.js';

/** Sources whose values are read at each scrape. */
export interface GaugeSources {
  /** The response cache and the entity cache. */
  caches: Record<'answers' | 'parts', { size: { entries: number; bytes: number }; limit: number }>;
  invalidator: Pick<CacheInvalidator, 'isSynchronized' | 'lastSequence'>;
  connections: { readonly max: number; count(kind: 'websocket' | 'event-stream'): number };
  storage: Pick<StorageMonitor, 'isFull'>;
  dataDir: string;
  pools: { requests: pg.Pool; writes: pg.Pool; jobs: pg.Pool };
  workers: WorkerStates;
}

/** Creates the gauges and returns a function that updates them with one query to the database. */
export function createGauges(
  registry: Registry,
  { caches, invalidator, connections, pools, storage, dataDir, workers }: GaugeSources,
): () => Promise<void> {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name: `dateline_${name}`, help, labelNames, registers: [registry] });
  const entries = gauge('cache_entries', 'What is in memory: whole answers, and parts of others.', 'of');
  const bytes = gauge('cache_bytes', 'How much memory it takes, about.', 'of');
  const limit = gauge('cache_limit_bytes', 'The most that it may take (CACHE_MB).', 'of');
  const synchronizedGauge = gauge('cache_current', 'Whether memory is used: 0 while changes may go unheard.');
  const open = gauge('live_connections', 'WebSockets and event streams that are open.', 'kind');
  const mostOpen = gauge('live_connections_limit', 'The most of both (LIVE_CONNECTIONS).');
  const inPool = gauge('pool_connections', 'Connections to the database.', 'pool', 'state');
  const waiting = gauge('pool_waiting', 'Statements that wait for a connection.', 'pool');
  const mostInPool = gauge('pool_limit', 'The most connections (DATABASE_POOL).', 'pool');
  const full = gauge('database_full', 'Whether the disk of the database is full: nothing can be written.');
  const free = gauge('disk_free_bytes', 'Space that is left in DATA_DIR, where the embedded database is.');
  const size = gauge('disk_size_bytes', 'Size of that disk.');
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

function workerGauges(
  gauge: (name: string, help: string, ...labelNames: string[]) => Gauge,
  registry: Registry,
) {
  const up = gauge('worker_up', 'Whether a job worker of this instance takes jobs.', 'worker');
  const restarts = new Counter({
    name: 'dateline_worker_restarts_total',
    help: 'How often a job worker was started anew, after a lost connection.',
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
  const up = gauge('database_up', 'Whether the database answers.');
  const lag = gauge(
    'change_log_lag',
    'Changes that a reader of the change log has not dealt with.',
    'reader',
  );
  const lagSeconds = gauge('change_log_lag_seconds', 'Age of the oldest of these.', 'reader');
  const jobs = gauge('jobs', 'Jobs in the queue, of the whole cluster; `due` ones wait.', 'task', 'state');
  const wait = gauge('job_wait_seconds', 'How long the oldest job that is due has waited.', 'task');
  const mails = gauge(
    'mails_waiting',
    'Mails of newsletters that are still to be sent, of the whole cluster.',
  );
  const webhooks = gauge(
    'webhooks',
    'Webhooks: active, failing, or disabled and sent nothing any more.',
    'state',
  );
  const size = gauge('database_size_bytes', 'Size of the database on its disk.');
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
