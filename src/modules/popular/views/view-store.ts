import type pg from 'pg';
import { POPULARITY_CHANNEL } from '../../../changes/change-log.js';
import {
  ADD_VIEWS,
  CLAIM_VIEWS,
  DELETE_EMPTY_RANKINGS,
  DELETE_EXPIRED_DIGESTS,
  FORGET_NETWORKS,
  SELECT_STATE,
  SET_STATE,
  UPSERT_RANKINGS,
} from './view-store.sql.js';

const HOUR_MS = 3_600_000;
/** Key of the advisory lock that serializes writes of all instances, to prevent deadlocks. */
const VIEWS_LOCK = 7_203_142;
/** Articles per transaction when rankings advance to a new hour. */
const BATCH_SIZE = 1_000;
/** Milliseconds for which digests are retained after the start of their half hour. */
const DIGEST_TTL_MS = 2 * HOUR_MS;
/** Rows of past days deleted per statement. */
const NETWORKS_AT_ONCE = 10_000;

/**
 * Thresholds that limit the views one network adds to an article in a day (UTC), however many browsers it
 * claims. Of n views, as many count as there are thresholds up to n: min(n, 3), one more with the 10th and
 * one with the 100th.
 */
export const NETWORK_STEPS: readonly number[] = [1, 2, 3, 10, 100];

export interface View {
  articleId: number;
  /** Digest of the article and of the network of the view. */
  network: bigint;
}

/** Views of a half hour, by the digest of article, visitor and half hour. */
export type HalfHourViews = ReadonlyMap<bigint, View>;

interface Count {
  /** ID of the article. */
  id: number;
  views: number;
}

/** Stores views and maintains the popular lists derived from them. */
export class ViewStore {
  /** Hour for which the lists are known to be complete, in milliseconds. */
  private hour = Number.NEGATIVE_INFINITY;

  constructor(private readonly pool: pg.Pool) {}

  /**
   * Adds views in one transaction, limited by NETWORK_STEPS, and updates the lists to `now`. `batches` are
   * keyed by the start of their half hour, in milliseconds.
   *
   * A view whose digest is already stored is not added again, so a write with an unknown outcome may be
   * repeated.
   */
  async add(batches: ReadonlyMap<number, HalfHourViews>, now: Date): Promise<void> {
    await this.write(batches, now, async (client, halfHour, views) => {
      const all = [...views.values()];
      const values = [
        ...[halfHour, [...views.keys()].map(String), all.map(({ articleId }) => articleId)],
        ...[all.map(({ network }) => String(network)), toUtcDay(halfHour.getTime()), NETWORK_STEPS],
      ];
      const { rows } = await client.query<Count>(CLAIM_VIEWS, values);
      return rows.filter((count) => count.views > 0);
    });
  }

  /** Adds views counted elsewhere: a count per article, by hour in milliseconds. */
  async addHourlyCounts(hours: ReadonlyMap<number, ReadonlyMap<number, number>>, now: Date): Promise<void> {
    await this.write(hours, now, async (_client, _hour, counts) =>
      [...counts].map(([id, views]) => ({ id, views })),
    );
  }

  private async write<Batch>(
    batches: ReadonlyMap<number, Batch>,
    now: Date,
    claimBatch: (client: pg.PoolClient, time: Date, batch: Batch) => Promise<Count[]>,
  ): Promise<void> {
    if (batches.size > 0) {
      await this.withLock(async (client) => {
        const articles = new Set<number>();
        for (const [time, batch] of batches) {
          const counts = await claimBatch(client, new Date(time), batch);
          await addCounts(client, new Date(truncateToHour(time)), counts);
          for (const { id } of counts) articles.add(id);
        }
        const { hour } = await readState(client);
        if (articles.size > 0)
          await updateRankings(client, Math.max(hour, truncateToHour(now.getTime())), [...articles]);
      });
    }
    // A separate step: if it fails, the views are already written.
    await this.advanceHour(truncateToHour(now.getTime()));
  }

  /**
   * Advances the windows of all articles to a new hour, in batches so that no instance waits long for the
   * lock. An instance whose clock is behind does not move them back.
   */
  private async advanceHour(hour: number): Promise<void> {
    let hasTurned = false;
    while (hour > this.hour) {
      let reached = this.hour;
      await this.withLock(async (client) => {
        const state = await readState(client);
        const isNew = hour > state.hour;
        hasTurned ||= isNew;
        if (isNew) await client.query(DELETE_EXPIRED_DIGESTS, [new Date(hour - DIGEST_TTL_MS)]);
        const current = Math.max(hour, state.hour);
        const first = isNew ? 0 : state.placedTo;
        const last = first + BATCH_SIZE;
        if (first < state.lastArticle) {
          await updateRankings(client, current, [], [first, last]);
          await client.query(DELETE_EMPTY_RANKINGS, [first, last]);
        }
        if (isNew || first < state.lastArticle) await client.query(SET_STATE, [new Date(current), last]);
        if (last >= state.lastArticle) reached = current;
      });
      this.hour = reached;
    }
    if (hasTurned) await this.forgetNetworks(toUtcDay(hour - DIGEST_TTL_MS));
  }

  /** Deletes the rows of networks before a day. Needs no lock, since writers add to no earlier day. */
  private async forgetNetworks(day: string): Promise<void> {
    let deleted: number | null;
    do {
      deleted = (await this.pool.query(FORGET_NETWORKS, [day, NETWORKS_AT_ONCE])).rowCount;
    } while (deleted === NETWORKS_AT_ONCE);
  }

  private async withLock(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    let fault: Error | undefined;
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [VIEWS_LOCK]);
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      fault = error as Error;
      throw error;
    } finally {
      client.release(fault); // a connection that failed in a transaction is not reused
    }
  }
}

/**
 * Reads the hour the lists are computed for, in milliseconds, and the article ID up to which that is done.
 */
async function readState(client: pg.PoolClient) {
  const { rows } = await client.query<{ hour: Date | null; placedTo: number | null; lastArticle: number }>(
    SELECT_STATE,
  );
  const { hour, placedTo, lastArticle } = rows[0]!;
  return { hour: hour?.getTime() ?? Number.NEGATIVE_INFINITY, placedTo: placedTo ?? 0, lastArticle };
}

async function addCounts(client: pg.PoolClient, hour: Date, counts: Count[]): Promise<void> {
  if (counts.length === 0) return;
  await client.query(ADD_VIEWS, [hour, counts.map(({ id }) => id), counts.map(({ views }) => views)]);
}

/**
 * Updates the rankings of articles for an hour and notifies listeners. `range` is after one ID, up to
 * another.
 */
async function updateRankings(
  client: pg.PoolClient,
  hour: number,
  articles: number[],
  range?: [number, number],
) {
  await client.query(UPSERT_RANKINGS, [new Date(hour), articles, ...(range ?? [null, null])]);
  await client.query('SELECT pg_notify($1, $2)', [POPULARITY_CHANNEL, '']);
}

/** Returns the day (UTC) of a time in milliseconds, as YYYY-MM-DD. */
function toUtcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function truncateToHour(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}
