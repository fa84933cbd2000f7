import pg from 'pg';
import type { DatabaseCircuitBreaker } from './circuit-breaker.js';
import { listErrorCodes } from './error-codes.js';
import { DatabaseUnavailableError } from './errors.js';
import type { StorageMonitor } from './storage-monitor.js';

/** In the message, because Prisma does not pass on causes. */
const UNAVAILABLE_FOR_SPACE = 'The database is unavailable: No space left on device.';

/** SQLSTATE of a server without a free connection, and the message of a PgBouncer without one. */
const TOO_MANY_CONNECTIONS = '53300';
const TOO_MANY_CLIENTS = /no more connections allowed/;
/** Milliseconds after which a pool that was refused a connection tries to open more of them again. */
const REGROWTH_MS = 10_000;

type Callback = Parameters<pg.Pool['connect']>[0];

/**
 * A pg pool that rejects immediately while the circuit breaker is open. It makes do with the connections it has
 * where PostgreSQL refuses more.
 */
export class GuardedPool extends pg.Pool {
  private readonly activeClients = new Set<pg.PoolClient>();
  private readonly configuredMax: number;
  private regrowth: NodeJS.Timeout | undefined;

  constructor(
    options: pg.PoolConfig,
    private readonly circuitBreaker: DatabaseCircuitBreaker,
    private readonly storage: StorageMonitor,
  ) {
    super(options);
    this.configuredMax = this.options.max;
    // The next query replaces an idle connection that broke; without a listener, this event would end the
    // process.
    this.on('error', (error) => circuitBreaker.reportFailure(error));
    this.on('connect', (client) => client.on('error', () => undefined));
    this.on('connect', (client) => storage.watch(client));
    this.on('acquire', (client) => this.activeClients.add(client));
    this.on('release', (error, client) => {
      this.activeClients.delete(client);
      if (error) circuitBreaker.reportFailure(error);
    });
    circuitBreaker.openHandlers.add(() => this.evictClients());
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): unknown {
    if (callback) return this.acquireClient(callback);
    return new Promise((resolve, reject) => {
      this.acquireClient((error, client) => (error ? reject(error) : resolve(client)));
    });
  }

  private acquireClient(callback: Callback): void {
    if (this.circuitBreaker.isOpen) {
      const unavailable = new DatabaseUnavailableError(
        this.storage.isFull ? UNAVAILABLE_FOR_SPACE : 'The database is unavailable.',
      );
      process.nextTick(callback, unavailable, undefined, () => undefined);
      return;
    }
    super.connect((error, client, done) => {
      if (error && isRefusal(error) && this.totalCount > 0) {
        this.shrink();
        this.acquireClient(callback); // waits for one of the connections
        return;
      }
      if (error) this.circuitBreaker.reportFailure(error);
      callback(error, client, done);
    });
  }

  /** True while the pool is smaller than configured, because PostgreSQL refused a connection. */
  get isLimited(): boolean {
    return this.options.max < this.configuredMax;
  }

  /** Opens no more connections for a while. */
  private shrink(): void {
    this.options.max = this.totalCount;
    this.regrowth ??= setTimeout(() => {
      this.regrowth = undefined;
      this.options.max = this.configuredMax;
    }, REGROWTH_MS).unref();
  }

  /** Closes all clients: busy ones will get no response, and idle ones may be broken. */
  private evictClients(): void {
    for (const client of this.activeClients) client.end().catch(() => undefined);
    for (let idle = this.idleCount; idle > 0; idle--) {
      super.connect(
        (_error, client, done) =>
          client && done(new DatabaseUnavailableError('The connection may be broken.')),
      );
    }
  }
}

/** Returns true if the server, or a pooler, has no connection to give. */
function isRefusal(error: Error): boolean {
  return listErrorCodes(error).includes(TOO_MANY_CONNECTIONS) || TOO_MANY_CLIENTS.test(error.message);
}
