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
/** Instances take turns at writing, so that none waits for another in a circle. */
const VIEWS_LOCK = 7_203_142;
/** As an hour turns, so many articles are brought there in one transaction. */
const BATCH_SIZE = 1_000;
/** Milliseconds that digests are kept after their half hour has begun. */
const DIGEST_TTL_MS = 2 * HOUR_MS;
/** Rows of a past day that one statement deletes. */
const NETWORKS_AT_ONCE = 10_000;

/**
 * Limits what one network adds to the views of an article in a day (UTC), however many browsers it claims: n views
 * count as many as there are steps up to n. That is min(n, 3), one more with the 10th and one with the 100th.
 */
export const NETWORK_STEPS: readonly number[] = [1, 2, 3, 10, 100];

export interface View {
  articleId: number;
  /** Digest of the article and of the network that the view came from. */
  network: bigint;
}

/** Views of one half hour, by the digest of article, visitor and half hour. */
export type HalfHourViews = ReadonlyMap<bigint, View>;

interface Count {
  /** The article's number. */
  id: number;
  views: number;
}

/** Writes views, and keeps the popular lists that come of them. */
export class ViewStore {
  /** The hour up to which the lists are known to count, in milliseconds. */
  private hour = Number.NEGATIVE_INFINITY;

  constructor(private readonly pool: pg.Pool) {}

  /**
   * Adds views, whole or not at all, and brings the lists up to `now`. A view whose digest was added before, by
   * whatever instance, is not added again: so a write whose outcome is unknown may be repeated. Of one network's
   * views count as many as NETWORK_STEPS says. `batches` are by the start of their half hour, in milliseconds.
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

  /** Adds views that were counted elsewhere: by the hour, in milliseconds, how many each article had. */
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
    // By itself: were it to fail, the views are written.
    await this.advanceHour(truncateToHour(now.getTime()));
  }

  /**
   * As an hour begins, the windows of every article move on: a number of articles at a time, whichever instance
   * does it, so that none waits long for its turn. A clock that is behind does not turn them back.
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

  /** Deletes what networks added before a day. Takes no turn: writers add to no earlier day. */
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
      client.release(fault); // a connection that failed half-way is not used again
    }
  }
}

/** The hour up to which the lists count, in milliseconds, and how far the articles have been brought there. */
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

/** Writes where articles stand at an hour, and says so to who listens. `range` is after one number, up to another. */
async function updateRankings(
  client: pg.PoolClient,
  hour: number,
  articles: number[],
  range?: [number, number],
) {
  await client.query(UPSERT_RANKINGS, [new Date(hour), articles, ...(range ?? [null, null])]);
  await client.query('SELECT pg_notify($1, $2)', [POPULARITY_CHANNEL, '']);
}

/** The day (UTC) of a time in milliseconds, as YYYY-MM-DD. */
function toUtcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function truncateToHour(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}
