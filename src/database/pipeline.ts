import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { DatabaseAway } from './away.js';
import { plannedOnce } from './planned-once.js';

/** A statement with a parameter that is a list of keys, `= ANY($1)`, and rows that are lists of values. */
export interface StatementOfKeys {
  name: string;
  text: string;
  /** Which of a row's values is its key. */
  keyAt: number;
}

export type Row = unknown[];

/** Who waits for an answer, and until when, in milliseconds since 1970. */
interface Waiting {
  deadline: number;
  hasGivenUp?: true;
  resolve(result: pg.QueryResult): void;
  reject(error: unknown): void;
}

/** As pg takes it, of whose options its types know not all. */
type Sent = pg.QueryConfig & { rowMode?: 'array'; query_timeout?: number };

/** A statement that is to be sent, for all who ask it at that moment. */
interface Asked {
  statement: Sent;
  /** The keys of them all, when it is one of keys. */
  keys: Set<unknown> | null;
  waiting: Waiting[];
}

/** Milliseconds after which a connection is given up, when nobody waits for it any more. */
const REPRIEVE = 500;
const TOO_LONG = 'The database took too long.';

/**
 * Sends what is asked at a moment together, over one connection, and waits for no answer before the next statement:
 * answers ask for several things at once, and each way to the database and back costs more than many of them. What
 * several ask is asked once, and rows that several look up by their keys are looked up by one statement. All wait for
 * the slowest among them, so that what may take long is asked through a pipeline of its own.
 */
export class Pipeline {
  private asked = new Map<string, Asked>();
  /** On nobody's behalf: it is not noted as what the first of them asked (statements.ts). */
  private readonly sendSoon = AsyncResource.bind(() => setImmediate(() => this.send()));

  constructor(private readonly pool: pg.Pool) {}

  /**
   * Its result, which is shared with all who ask the same and must not be changed. Gives up at the deadline. Throws
   * DatabaseAway, and what PostgreSQL says.
   */
  query(statement: pg.QueryConfig, deadline: number): Promise<pg.QueryResult> {
    const name = `${statement.text}\n${JSON.stringify(statement.values, asText)}`;
    return this.ask(name, { statement, keys: null, waiting: [] }, deadline);
  }

  /** The rows of any of the keys. As `query` otherwise. */
  async rowsOf({ name, text, keyAt }: StatementOfKeys, keys: unknown[], deadline: number): Promise<Row[]> {
    const wanted = new Set(keys);
    const statement: Sent = { name, text, rowMode: 'array' };
    const asked: Asked = this.asked.get(text) ?? { statement, keys: new Set(), waiting: [] };
    for (const key of wanted) asked.keys!.add(key);
    try {
      const { rows } = await this.ask(text, asked, deadline);
      return asked.waiting.length > 1 ? rows.filter((row: Row) => wanted.has(row[keyAt])) : rows;
    } catch (error) {
      // Another's key may have been what is wrong with it.
      if (asked.waiting.length === 1 || !(error instanceof pg.DatabaseError)) throw error;
      const { rows } = await this.query({ ...statement, values: [plannedOnce(keys)] }, deadline);
      return rows;
    }
  }

  private ask(name: string, asked: Asked, deadline: number): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      const known = this.asked.get(name) ?? asked;
      known.waiting.push({ deadline, resolve, reject });
      if (this.asked.size === 0) this.sendSoon();
      this.asked.set(name, known);
    });
  }

  private send(): void {
    const asked = [...this.asked.values()];
    this.asked = new Map();
    const waiting = asked.flatMap((each) => each.waiting);
    const stop = giveUpInTime(waiting);
    sendAll(this.pool, asked)
      .catch((error) => {
        for (const { reject } of waiting) reject(error);
      })
      .finally(stop);
  }
}

/** JSON has no word for these. */
function asText(_key: string, value: unknown): unknown {
  const isWithoutWord = typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
  return isWithoutWord ? String(value) : value;
}

/** Tells whoever has waited until their deadline that the database is away; answers how to stop it. */
function giveUpInTime(waiting: Waiting[]): () => void {
  let timer: NodeJS.Timeout;
  const wait = (still: Waiting[]) => {
    const next = Math.min(...still.map(({ deadline }) => deadline));
    // What has arrived in time is looked at before an immediate, though the process was too busy to look sooner.
    timer = setTimeout(() => setImmediate(giveUp, still, next), next - Date.now());
  };
  const giveUp = (still: Waiting[], now: number) => {
    for (const each of still.filter(({ deadline }) => deadline <= now)) {
      each.hasGivenUp = true;
      each.reject(new DatabaseAway(TOO_LONG));
    }
    const others = still.filter(({ hasGivenUp }) => !hasGivenUp);
    if (others.length > 0) wait(others);
  };
  wait(waiting);
  return () => clearTimeout(timer);
}

/** A timer may be early by the clock, or late: who was told not to wait waits no more, nor whose time is over. */
function isWaitedFor({ waiting }: Asked): boolean {
  return waiting.some(({ deadline, hasGivenUp }) => !hasGivenUp && deadline > Date.now());
}

async function sendAll(pool: pg.Pool, all: Asked[]): Promise<void> {
  const client = await pool.connect();
  // Nobody waits any more for some, when a connection was long in coming.
  const asked = all.filter(isWaitedFor);
  for (const { waiting } of all.filter((each) => !asked.includes(each)))
    for (const { reject } of waiting) reject(new DatabaseAway(TOO_LONG));
  // One that is given up takes the connection with it: not before all have had their time.
  const latest = Math.max(...asked.flatMap(({ waiting }) => waiting.map(({ deadline }) => deadline)));
  // Written at once: a write costs both processes more than most statements.
  const { stream } = client.connection;
  stream.cork();
  const sent = asked.map((each) => client.query(toSend(each, latest)));
  stream.uncork();
  const answers = await Promise.allSettled(sent);
  client.release(answers.find((answer) => answer.status === 'rejected')?.reason);
  // All at one moment, for what is asked next to be asked together again.
  for (const [i, answer] of answers.entries()) {
    for (const { resolve, reject } of asked[i]!.waiting) {
      if (answer.status === 'fulfilled') resolve(answer.value);
      else reject(answer.reason);
    }
  }
}

function toSend({ statement, keys }: Asked, latest: number): Sent {
  if (keys) statement.values = [plannedOnce([...keys])];
  statement.query_timeout = latest - Date.now() + REPRIEVE;
  return statement;
}
