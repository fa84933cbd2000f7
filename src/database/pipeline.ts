import type pg from 'pg';
import { DatabaseAway } from './away.js';

/** A statement that is to be sent, and who waits for it. */
interface Asked {
  statement: pg.QueryConfig;
  /** Milliseconds. */
  patience: number;
  resolve(result: pg.QueryResult): void;
  reject(error: unknown): void;
}

/**
 * Sends what is asked at a moment together, over one connection, and waits for no answer before the next statement:
 * an answer's loads ask several things at once, and each way to the database and back costs more than many of them.
 */
export class Pipeline {
  private asked: Asked[] = [];

  constructor(private readonly pool: pg.Pool) {}

  /** Gives up after so many milliseconds. Throws DatabaseAway, and what PostgreSQL says. */
  query(statement: pg.QueryConfig, patience: number): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      this.asked.push({ statement, patience, resolve, reject });
      if (this.asked.length === 1) setImmediate(() => this.send());
    });
  }

  private send(): void {
    const { asked } = this;
    this.asked = [];
    const refuse = (error: unknown) => {
      for (const { reject } of asked) reject(error);
    };
    // What has arrived in time is looked at before an immediate, though the process was too busy to look sooner.
    const giveUp = () => setImmediate(refuse, new DatabaseAway('The database took too long.'));
    const timer = setTimeout(giveUp, Math.min(...asked.map(({ patience }) => patience)));
    sendAll(this.pool, asked)
      .catch(refuse)
      .finally(() => clearTimeout(timer));
  }
}

async function sendAll(pool: pg.Pool, asked: Asked[]): Promise<void> {
  const client = await pool.connect();
  // Written at once: a write costs both processes more than most statements.
  const { stream } = client.connection;
  stream.cork();
  const sent = asked.map(({ statement }) => client.query(statement));
  stream.uncork();
  const answers = await Promise.allSettled(sent);
  client.release(answers.find((answer) => answer.status === 'rejected')?.reason);
  // All at one moment, for what is asked next to be asked together again.
  for (const [i, answer] of answers.entries()) {
    if (answer.status === 'fulfilled') asked[i]!.resolve(answer.value);
    else asked[i]!.reject(answer.reason);
  }
}
