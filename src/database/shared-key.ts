import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Held while instances agree on a key. */
const AGREEMENT_LOCK = 7_203_141;
/** The advisory locks that hold a day's key have two numbers: this one and the days' counted on, and 32 bits of the key. */
const FIRST_LOCK = 1_203_141_000;
const PARTS = 4;
/** Milliseconds before a lost connection is made again. */
const RECONNECT_DELAY = 1_000;
/** Milliseconds that the database has to answer. */
const PATIENCE = 2_000;

/**
 * A random key that all instances on a database share for a day and that is written nowhere: no table, dump,
 * replica, log or backup has it, so that what was hashed with it cannot be told again, even by trying out every
 * address. It stands in the numbers of advisory locks, which PostgreSQL keeps in memory for as long as one
 * instance holds them; who comes later reads it there. When the last instance goes, and when a new day is asked
 * for, it is gone.
 */
export class SharedKey {
  private client: pg.Client | null = null;
  private day = Number.NaN;
  private key: Promise<Buffer> | null = null;
  private agreeing: Promise<unknown> = Promise.resolve();
  private isReleased = false;

  constructor(private readonly connection: pg.PoolConfig) {}

  /** The key of a day, counted from 1970; the key of the day before is thrown away. */
  of(day: number): Promise<Buffer> {
    if (day === this.day && this.key) return this.key;
    const key = this.agree(day, randomBytes(PARTS * 4));
    key.catch(() => {
      if (this.key === key) this.key = null; // to be asked for again
    });
    this.day = day;
    this.key = key;
    return key;
  }

  async release(): Promise<void> {
    this.isReleased = true;
    await this.client?.end().catch(() => undefined);
  }

  /** The key that another instance holds already, or else the one proposed; one agreement at a time. */
  private agree(day: number, proposed: Buffer): Promise<Buffer> {
    const agreed = this.agreeing.then(() => this.holdAgreed(day, proposed));
    this.agreeing = agreed.catch(() => undefined);
    return agreed;
  }

  private async holdAgreed(day: number, proposed: Buffer): Promise<Buffer> {
    const client = await this.connected();
    try {
      return await this.agreeOver(client, day, proposed);
    } catch (error) {
      client.end().catch(() => undefined); // whatever locks it held are free, and 'end' follows
      throw error;
    }
  }

  private async agreeOver(client: pg.Client, day: number, proposed: Buffer): Promise<Buffer> {
    await client.query('SELECT pg_advisory_unlock_all()');
    await client.query('SELECT pg_advisory_lock($1)', [AGREEMENT_LOCK]);
    try {
      const first = FIRST_LOCK + day * PARTS;
      const held = await readLocks(client, first);
      const key = held.length === PARTS * 4 ? held : proposed;
      for (let part = 0; part < PARTS; part++) {
        const lock = [first + part, key.readInt32BE(part * 4)];
        await client.query('SELECT pg_advisory_lock_shared($1, $2)', lock);
      }
      return key;
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [AGREEMENT_LOCK]);
    }
  }

  /** A connection of its own: locks belong to the connection that took them. */
  private async connected(): Promise<pg.Client> {
    if (this.client) return this.client;
    const client = new pg.Client({
      ...this.connection,
      keepAlive: true,
      connectionTimeoutMillis: PATIENCE,
      query_timeout: PATIENCE,
    });
    client.on('error', () => undefined); // 'end' follows
    client.on('end', () => this.takeAgain(client));
    this.client = client;
    await client.connect();
    return client;
  }

  /** What the lost connection held is held by a new one, unless the others have agreed on another key meanwhile. */
  private takeAgain(lost: pg.Client): void {
    if (this.client === lost) this.client = null;
    if (this.isReleased) return;
    setTimeout(() => this.holdAgain().catch(() => undefined), RECONNECT_DELAY).unref();
  }

  private async holdAgain(): Promise<void> {
    const { day, key } = this;
    if (!key) return;
    const agreed = await this.agree(day, await key);
    if (this.day === day) this.key = Promise.resolve(agreed);
  }
}

async function readLocks(client: pg.Client, first: number): Promise<Buffer> {
  const { rows } = await client.query<{ part: string }>(
    `SELECT DISTINCT classid, objid::bigint AS part FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid BETWEEN $1 AND $2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY classid`,
    [first, first + PARTS - 1],
  );
  return Buffer.concat(rows.map(({ part }) => uint32(Number(part))));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
