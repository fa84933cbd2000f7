import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Held while instances agree on a key. */
const AGREEMENT_LOCK = 7_203_141;
/** The advisory locks that hold a day's key have two numbers: this one and the days' counted on, and 32 bits of the key. */
const FIRST_SALT_LOCK = 1_203_141_000;
const SALT_WORDS = 4;
/** Milliseconds before a lost connection is made again. */
const RECONNECT_DELAY_MS = 1_000;
/** Milliseconds that the database has to answer. */
const TIMEOUT_MS = 2_000;

/**
 * A random key that all instances on a database share for a day and that is written nowhere: no table, dump,
 * replica, log or backup has it, so that what was hashed with it cannot be told again, even by trying out every
 * address. It stands in the numbers of advisory locks, which PostgreSQL keeps in memory for as long as one
 * instance holds them; who comes later reads it there. When the last instance goes, and when a new day is asked
 * for, it is gone.
 */
export class DailySalt {
  private client: pg.Client | null = null;
  private day = Number.NaN;
  private salt: Promise<Buffer> | null = null;
  private agreement: Promise<unknown> = Promise.resolve();
  private isReleased = false;

  constructor(private readonly connection: pg.PoolConfig) {}

  /** The key of a day, counted from 1970; the key of the day before is thrown away. */
  get(day: number): Promise<Buffer> {
    if (day === this.day && this.salt) return this.salt;
    const salt = this.agree(day, randomBytes(SALT_WORDS * 4));
    salt.catch(() => {
      if (this.salt === salt) this.salt = null; // to be asked for again
    });
    this.day = day;
    this.salt = salt;
    return salt;
  }

  async release(): Promise<void> {
    this.isReleased = true;
    await this.client?.end().catch(() => undefined);
  }

  /** The key that another instance holds already, or else the one proposed; one agreement at a time. */
  private agree(day: number, proposed: Buffer): Promise<Buffer> {
    const agreedSalt = this.agreement.then(() => this.acquireAgreedSalt(day, proposed));
    this.agreement = agreedSalt.catch(() => undefined);
    return agreedSalt;
  }

  private async acquireAgreedSalt(day: number, proposed: Buffer): Promise<Buffer> {
    const client = await this.getClient();
    try {
      return await this.negotiateSalt(client, day, proposed);
    } catch (error) {
      client.end().catch(() => undefined); // whatever locks it held are free, and 'end' follows
      throw error;
    }
  }

  private async negotiateSalt(client: pg.Client, day: number, proposed: Buffer): Promise<Buffer> {
    await client.query('SELECT pg_advisory_unlock_all()');
    await client.query('SELECT pg_advisory_lock($1)', [AGREEMENT_LOCK]);
    try {
      const first = FIRST_SALT_LOCK + day * SALT_WORDS;
      const heldSalt = await readHeldSalt(client, first);
      const salt = heldSalt.length === SALT_WORDS * 4 ? heldSalt : proposed;
      for (let part = 0; part < SALT_WORDS; part++) {
        const lock = [first + part, salt.readInt32BE(part * 4)];
        await client.query('SELECT pg_advisory_lock_shared($1, $2)', lock);
      }
      return salt;
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [AGREEMENT_LOCK]);
    }
  }

  /** A connection of its own: locks belong to the connection that took them. */
  private async getClient(): Promise<pg.Client> {
    if (this.client) return this.client;
    const client = new pg.Client({
      ...this.connection,
      keepAlive: true,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    });
    client.on('error', () => undefined); // 'end' follows
    client.on('end', () => this.scheduleReacquire(client));
    this.client = client;
    await client.connect();
    return client;
  }

  /** What the lost connection held is held by a new one, unless the others have agreed on another key meanwhile. */
  private scheduleReacquire(lost: pg.Client): void {
    if (this.client === lost) this.client = null;
    if (this.isReleased) return;
    setTimeout(() => this.reacquire().catch(() => undefined), RECONNECT_DELAY_MS).unref();
  }

  private async reacquire(): Promise<void> {
    const { day, salt } = this;
    if (!salt) return;
    const agreedSalt = await this.agree(day, await salt);
    if (this.day === day) this.salt = Promise.resolve(agreedSalt);
  }
}

async function readHeldSalt(client: pg.Client, first: number): Promise<Buffer> {
  const { rows } = await client.query<{ part: string }>(
    `SELECT DISTINCT classid, objid::bigint AS part FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid BETWEEN $1 AND $2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY classid`,
    [first, first + SALT_WORDS - 1],
  );
  return Buffer.concat(rows.map(({ part }) => encodeUint32(Number(part))));
}

function encodeUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
