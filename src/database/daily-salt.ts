import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Advisory lock held while instances agree on a salt. */
const AGREEMENT_LOCK = 7_203_141;
/**
 * First of the advisory locks that hold a salt. Each has two numbers: this one plus an offset by day and
 * word, and 32 bits of the salt.
 */
const FIRST_SALT_LOCK = 1_203_141_000;
const SALT_WORDS = 4;
/** Milliseconds before reconnecting. */
const RECONNECT_DELAY_MS = 1_000;
/** Milliseconds that the database has to respond. */
const TIMEOUT_MS = 2_000;

/**
 * Random salt that all instances share for a day, encoded in the numbers of advisory locks, which exist only
 * in PostgreSQL's memory. It is never written, so hashes cannot be reversed once the day is over or the last
 * instance stops.
 */
export class DailySalt {
  private client: pg.Client | null = null;
  private day = Number.NaN;
  private salt: Promise<Buffer> | null = null;
  private agreement: Promise<unknown> = Promise.resolve();
  private reacquireTimer: NodeJS.Timeout | undefined;
  private isReleased = false;

  constructor(private readonly connection: pg.PoolConfig) {}

  /** Returns the salt of a day, counted from 1970, and discards the one before. */
  get(day: number): Promise<Buffer> {
    if (day === this.day && this.salt) return this.salt;
    const salt = this.agree(day, randomBytes(SALT_WORDS * 4));
    salt.catch(() => {
      if (this.salt === salt) this.salt = null; // retried by the next call
    });
    this.day = day;
    this.salt = salt;
    return salt;
  }

  /** Stops holding the salt, and waits for an agreement under way. Later calls of get() are rejected. */
  async release(): Promise<void> {
    this.isReleased = true;
    clearTimeout(this.reacquireTimer);
    await this.client?.end().catch(() => undefined);
    await this.agreement;
  }

  /** Returns the salt that another instance holds, else the proposed one. Calls run one at a time. */
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
      client.end().catch(() => undefined); // releases its locks; 'end' follows
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

  /** Returns a dedicated connection, because session-level locks belong to their connection. */
  private async getClient(): Promise<pg.Client> {
    if (this.isReleased) throw new Error('The daily salt was released.');
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

  /** Reconnects and holds the salt again, unless the other instances agreed on another meanwhile. */
  private scheduleReacquire(lost: pg.Client): void {
    if (this.client === lost) this.client = null;
    if (this.isReleased) return;
    clearTimeout(this.reacquireTimer);
    this.reacquireTimer = setTimeout(() => this.reacquire().catch(() => undefined), RECONNECT_DELAY_MS);
    this.reacquireTimer.unref();
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
