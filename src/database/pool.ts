import pg from 'pg';
import type { DatabaseCircuitBreaker } from './circuit-breaker.js';
import { DatabaseUnavailableError } from './errors.js';
import type { StorageMonitor } from './storage-monitor.js';

/** In the message, because Prisma does not pass on causes. */
const UNAVAILABLE_FOR_SPACE = 'The database is unavailable: No space left on device.';

type Callback = Parameters<pg.Pool['connect']>[0];

/** A pg pool that rejects immediately while the circuit breaker is open. */
export class GuardedPool extends pg.Pool {
  private readonly activeClients = new Set<pg.PoolClient>();

  constructor(
    options: pg.PoolConfig,
    private readonly circuitBreaker: DatabaseCircuitBreaker,
    private readonly storage: StorageMonitor,
  ) {
    super(options);
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
      if (error) this.circuitBreaker.reportFailure(error);
      callback(error, client, done);
    });
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
