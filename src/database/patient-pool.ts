import pg from 'pg';
import { DatabaseAway } from './away.js';
import type { Pulse } from './pulse.js';
import type { StorageMonitor } from './storage-monitor.js';

/** In the message, because Prisma hands on no cause. */
const AWAY_FOR_SPACE = 'The database is away: No space left on device.';

type Callback = Parameters<pg.Pool['connect']>[0];

/** A pool that makes nobody wait for a database that is known to be away, and lets nobody wait on for it. */
export class PatientPool extends pg.Pool {
  private readonly inUse = new Set<pg.PoolClient>();

  constructor(
    options: pg.PoolConfig,
    private readonly pulse: Pulse,
    private readonly storage: StorageMonitor,
  ) {
    super(options);
    // An idle connection that breaks is replaced by the next query; unheard, this event would end the process.
    this.on('error', (error) => pulse.suspect(error));
    this.on('connect', (client) => client.on('error', () => undefined));
    this.on('connect', (client) => storage.watch(client));
    this.on('acquire', (client) => this.inUse.add(client));
    this.on('release', (error, client) => {
      this.inUse.delete(client);
      if (error) pulse.suspect(error);
    });
    pulse.gone.add(() => this.letGo());
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): unknown {
    if (callback) return this.lend(callback);
    return new Promise((resolve, reject) => {
      this.lend((error, client) => (error ? reject(error) : resolve(client)));
    });
  }

  private lend(callback: Callback): void {
    if (this.pulse.isAway) {
      const away = new DatabaseAway(this.storage.isFull ? AWAY_FOR_SPACE : 'The database is away.');
      process.nextTick(callback, away, undefined, () => undefined);
      return;
    }
    super.connect((error, client, done) => {
      if (error) this.pulse.suspect(error);
      callback(error, client, done);
    });
  }

  /** Ends what runs, which no answer will come to, and what is idle, of which nobody knows whether it still leads anywhere. */
  private letGo(): void {
    for (const client of this.inUse) client.end().catch(() => undefined);
    for (let idle = this.idleCount; idle > 0; idle--) {
      super.connect((_error, client, done) => client && done(new DatabaseAway('It is not known to answer.')));
    }
  }
}
