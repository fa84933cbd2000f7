import type pg from 'pg';
import { POPULARITY_CHANNEL } from '../../../changes/change-log.js';
import { requireValue } from '../../../shared/require-value.js';
import {
  ADD_MINUTE_VIEWS,
  DELETE_EMPTY_LAST_HOUR,
  DELETE_OLD_MINUTES,
  MAX_ADVANCE_MS,
  PERIOD_MS,
  RETAINED_MS,
  SELECT_LEAVING,
  SELECT_NEXT_ADVANCE,
  SET_MINUTE,
  UPSERT_LAST_HOUR,
} from './last-hour.sql.js';
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
const HALF_HOUR_MS = HOUR_MS / 2;
const MINUTE_MS = 60_000;
/** Key of the advisory lock that serializes writes of all instances, to prevent deadlocks. */
export const VIEWS_LOCK = 7_203_142;
/**
 * Milliseconds to wait for a row of an article, less than PostgreSQL's deadlock_timeout of 1 s. A publication or an import that
 * gives articles other slugs locks their rows in an order of its own: if each had a row that the other needs, PostgreSQL would
 * end one of the two. Views that cannot be written wait in memory.
 */
const LOCK_TIMEOUT_MS = 500;
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
const NETWORK_STEPS: readonly number[] = [1, 2, 3, 10, 100];

export interface View {
  articleId: number;
  /** Digest of the article and of the network of the view. */
  network: bigint;
}

/** Views of a minute, by the digest of article, visitor and half hour. */
export type MinuteViews = ReadonlyMap<bigint, View>;

interface Count {
  /** ID of the article. */
  id: number;
  views: number;
}

/** Stores views and maintains the popular lists derived from them. */
export class ViewStore {
  /** Hour for which the lists are known to be complete, in milliseconds. */
  private hour = Number.NEGATIVE_INFINITY;
  /** Time at which views leave a period of the list HOUR next, in milliseconds. */
  private nextAdvance = Number.NEGATIVE_INFINITY;

  constructor(private readonly pool: pg.Pool) {}

  /**
   * Adds views in one transaction, limited by NETWORK_STEPS, and updates the lists to `now`. `batches` are
   * keyed by the start of their minute, in milliseconds.
   *
   * A view with a stored digest is not added again, so a write with an unknown outcome may be repeated.
   */
  async add(batches: ReadonlyMap<number, MinuteViews>, now: Date): Promise<void> {
    await this.write(batches, now, async (client, minute, views) => {
      const all = [...views.values()];
      const values = [
        ...[
          truncate(minute, HALF_HOUR_MS),
          [...views.keys()].map(String),
          all.map(({ articleId }) => articleId),
        ],
        all.map(({ network }) => String(network)),
        toUtcDay(minute),
        NETWORK_STEPS,
      ];
      const { rows } = await client.query<Count>(CLAIM_VIEWS, values);
      return rows.filter((count) => count.views > 0);
    });
  }

  /** Adds views counted elsewhere: a count per article, by a time in the hour, in milliseconds. */
  async addHourlyCounts(times: ReadonlyMap<number, ReadonlyMap<number, number>>, now: Date): Promise<void> {
    await this.write(times, now, async (_client, _time, counts) =>
      [...counts].map(([id, views]) => ({ id, views })),
    );
  }

  private async write<Batch>(
    batches: ReadonlyMap<number, Batch>,
    now: Date,
    claimBatch: (client: pg.PoolClient, time: number, batch: Batch) => Promise<Count[]>,
  ): Promise<void> {
    if (batches.size > 0) {
      await this.withLock(async (client) => {
        const articles = new Set<number>();
        for (const [time, batch] of batches) {
          const counts = await claimBatch(client, time, batch);
          await addCounts(client, time, counts, now);
          for (const { id } of counts) articles.add(id);
          if (counts.length > 0) this.nextAdvance = Math.min(this.nextAdvance, time + PERIOD_MS);
        }
        const { hour, minute } = await readState(client);
        if (articles.size === 0) return;
        await updateLastHour(client, latest(minute, truncate(now.getTime(), MINUTE_MS)), [...articles]);
        await updateRankings(client, latest(hour, truncate(now.getTime(), HOUR_MS)), [...articles]);
      });
    }
    // Separate steps: if they fail, the views are already written.
    await this.advanceHour(truncate(now.getTime(), HOUR_MS).getTime());
    await this.advanceMinute(truncate(now.getTime(), MINUTE_MS));
  }

  /**
   * Advances the windows of all articles to a new hour, in batches so that no instance waits long for the
   * lock. An instance with a slow clock does not move them back.
   */
  private async advanceHour(hour: number): Promise<void> {
    let hasTurned = false;
    while (hour > this.hour) {
      let reached = this.hour;
      await this.withLock(async (client) => {
        const state = await readState(client);
        const isNew = hour > (state.hour?.getTime() ?? Number.NEGATIVE_INFINITY);
        hasTurned ||= isNew;
        if (isNew) await client.query(DELETE_EXPIRED_DIGESTS, [new Date(hour - DIGEST_TTL_MS)]);
        const current = latest(state.hour, new Date(hour));
        const first = isNew ? 0 : state.placedTo;
        const last = first + BATCH_SIZE;
        if (first < state.lastArticle) {
          await updateRankings(client, current, [], [first, last]);
          await client.query(DELETE_EMPTY_RANKINGS, [first, last]);
        }
        if (isNew || first < state.lastArticle) await client.query(SET_STATE, [current, last]);
        if (last >= state.lastArticle) reached = current.getTime();
      });
      this.hour = reached;
    }
    if (hasTurned) await this.forgetNetworks(toUtcDay(hour - DIGEST_TTL_MS));
  }

  /**
   * Advances the list HOUR to a new minute if views leave it by then, and recomputes their articles. Each
   * instance looks after the views that it wrote, and every 15 minutes after all.
   */
  private async advanceMinute(minute: Date): Promise<void> {
    if (minute.getTime() < this.nextAdvance) return;
    let next = this.nextAdvance;
    await this.withLock(async (client) => {
      const { minute: previous } = await readState(client);
      next = await findNextAdvance(client, latest(previous, minute));
      if (previous && previous >= minute) return;
      const { rows } = await client.query<{ id: number }>(SELECT_LEAVING, [previous, minute]);
      if (rows.length > 0) {
        await updateLastHour(
          client,
          minute,
          rows.map(({ id }) => id),
        );
        await client.query(DELETE_EMPTY_LAST_HOUR);
        await client.query(DELETE_OLD_MINUTES, [minute]);
        await notifyListeners(client);
      }
      await client.query(SET_MINUTE, [minute]);
    });
    this.nextAdvance = next;
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
      await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
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

interface PopularityState {
  /** Hour the lists are computed for; null before the first. */
  hour: Date | null;
  /** Minute the list HOUR is computed for; null before the first. */
  minute: Date | null;
  /** ID up to which articles are updated to the hour. */
  placedTo: number;
  lastArticle: number;
}

async function readState(client: pg.PoolClient): Promise<PopularityState> {
  const { rows } = await client.query<PopularityState>(SELECT_STATE);
  const state = requireValue(rows[0], 'The table popularity_state has a row.');
  return { ...state, placedTo: state.placedTo ?? 0 };
}

async function addCounts(client: pg.PoolClient, time: number, counts: Count[], now: Date): Promise<void> {
  if (counts.length === 0) return;
  const values = [counts.map(({ id }) => id), counts.map(({ views }) => views)];
  await client.query(ADD_VIEWS, [truncate(time, HOUR_MS), ...values]);
  if (time > now.getTime() - RETAINED_MS)
    await client.query(ADD_MINUTE_VIEWS, [truncate(time, MINUTE_MS), ...values]);
}

/**
 * Updates the rankings of articles for an hour and notifies listeners. `range` is after one ID, up to
 * another.
 */
async function updateRankings(
  client: pg.PoolClient,
  hour: Date,
  articles: number[],
  range?: [number, number],
) {
  await client.query(UPSERT_RANKINGS, [hour, articles, ...(range ?? [null, null])]);
  await notifyListeners(client);
}

async function updateLastHour(client: pg.PoolClient, minute: Date, articles: number[]): Promise<void> {
  await client.query(UPSERT_LAST_HOUR, [minute, articles]);
}

/** Returns when views leave a period after a minute; views of other instances are looked for regularly. */
async function findNextAdvance(client: pg.PoolClient, minute: Date): Promise<number> {
  const { rows } = await client.query<{ next: Date | null }>(SELECT_NEXT_ADVANCE, [minute]);
  const regular = minute.getTime() + MAX_ADVANCE_MS;
  return Math.min(rows[0]?.next?.getTime() ?? regular, regular);
}

async function notifyListeners(client: pg.PoolClient): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [POPULARITY_CHANNEL, '']);
}

function latest(time: Date | null, other: Date): Date {
  return time && time > other ? time : other;
}

/** Returns the day (UTC) of a time in milliseconds, as YYYY-MM-DD. */
function toUtcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Returns the start of the hour, half hour or minute of a time. */
function truncate(time: number, spanMs: number): Date {
  return new Date(Math.floor(time / spanMs) * spanMs);
}
