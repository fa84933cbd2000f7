import type pg from 'pg';
import { POPULARITY_CHANNEL } from '../../database/changes.js';
import { ADD_VIEWS, CLAIM_VIEWS, FORGET_OLD_VIEWS, REFRESH } from './view-store.sql.js';

/** Instances take turns at writing, so that none waits for another in a circle. */
const VIEWS_LOCK = 7_203_142;
/** Milliseconds that digests are kept after their half hour has begun. */
const DIGEST_LIFE = 2 * 3_600_000;

/** Views of one half hour: by the digest of article, visitor and half hour, the article's number. */
export type ViewsOfHalfHour = ReadonlyMap<bigint, number>;

/** Writes views, and keeps the popular lists that come of them. */
export class ViewStore {
  /** The hour up to which the lists are known to count, in milliseconds. */
  private hour = Number.NEGATIVE_INFINITY;

  constructor(private readonly pool: pg.Pool) {}

  /**
   * Adds views, whole or not at all, and brings the lists up to `now`. A view whose digest was added before, by
   * whatever instance, is not added again: so a write whose outcome is unknown may be repeated. `batches` are by
   * the start of their half hour, in milliseconds.
   */
  async add(batches: ReadonlyMap<number, ViewsOfHalfHour>, now: Date): Promise<void> {
    if (batches.size === 0 && hourOf(now) <= this.hour) return;
    await this.inTurn(async (client) => {
      const articles = new Set<number>();
      for (const [halfHour, views] of batches) {
        const values = [new Date(halfHour), [...views.keys()].map(String), [...views.values()]];
        const { rows } = await client.query<{ id: number; views: number }>(CLAIM_VIEWS, values);
        await addTo(client, new Date(halfHour), rows);
        for (const { id } of rows) articles.add(id);
      }
      await this.refresh(client, articles, now);
    });
  }

  /** Adds views that were counted elsewhere to an hour, by article number. */
  async addCounted(hours: ReadonlyMap<number, ReadonlyMap<number, number>>, now: Date): Promise<void> {
    await this.inTurn(async (client) => {
      const articles = new Set<number>();
      for (const [hour, counts] of hours) {
        const rows = [...counts].map(([id, views]) => ({ id, views }));
        await addTo(client, new Date(hour), rows);
        for (const { id } of rows) articles.add(id);
      }
      await this.refresh(client, articles, now);
    });
  }

  /** Brings the places of these articles up to date; of all of them when an hour has begun. */
  private async refresh(client: pg.PoolClient, articles: ReadonlySet<number>, now: Date): Promise<void> {
    const { rows } = await client.query<{ hour: Date }>('SELECT hour FROM popularity_state');
    const before = rows[0]?.hour.getTime() ?? Number.NEGATIVE_INFINITY;
    // A clock that is behind another instance's does not turn the lists back.
    this.hour = Math.max(before, hourOf(now));
    const isNewHour = this.hour > before;
    if (isNewHour) {
      await client.query(
        'INSERT INTO popularity_state (id, hour) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET hour = excluded.hour',
        [new Date(this.hour)],
      );
      await client.query(FORGET_OLD_VIEWS, [new Date(this.hour - DIGEST_LIFE)]);
    }
    if (articles.size === 0 && !isNewHour) return;
    await client.query(REFRESH, [new Date(this.hour), [...articles], isNewHour]);
    if (isNewHour) {
      await client.query('DELETE FROM article_popularity WHERE score = 0 AND previous_score = 0');
    }
    await client.query('SELECT pg_notify($1, $2)', [POPULARITY_CHANNEL, '']);
  }

  private async inTurn(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    let fault: Error | undefined;
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [VIEWS_LOCK]);
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      fault = error as Error;
      this.hour = Number.NEGATIVE_INFINITY;
      throw error;
    } finally {
      client.release(fault); // a connection that failed half-way is not used again
    }
  }
}

async function addTo(client: pg.PoolClient, time: Date, counts: { id: number; views: number }[]) {
  if (counts.length === 0) return;
  const hour = new Date(hourOf(time));
  await client.query(ADD_VIEWS, [hour, counts.map(({ id }) => id), counts.map(({ views }) => views)]);
}

function hourOf(time: Date): number {
  return Math.floor(time.getTime() / 3_600_000) * 3_600_000;
}
