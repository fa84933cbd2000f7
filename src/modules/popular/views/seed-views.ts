import type pg from 'pg';
import { ViewStore } from './view-store.js';

const HOUR_MS = 3_600_000;

/** Earlier views of an archive, by hours ago and slug. */
export type SeedViews = ReadonlyMap<number, Readonly<Record<string, number>>>;

/** Inserts the earlier views of articles, unless views have been counted here already. */
export async function insertSeedViews(pool: pg.Pool, seeds: SeedViews, now: Date): Promise<void> {
  const { rows: counted } = await pool.query('SELECT FROM article_views LIMIT 1');
  if (counted.length > 0) return;
  const { rows } = await pool.query<{ id: number; slug: string }>('SELECT id, slug FROM draft');
  const ids = new Map(rows.map(({ id, slug }) => [slug, id]));
  const hours = [...seeds].map(([hoursAgo, views]): [number, Map<number, number>] => {
    const known = Object.entries(views).flatMap(([slug, count]): [number, number][] => {
      const id = ids.get(slug);
      return id !== undefined && count > 0 ? [[id, count]] : [];
    });
    return [now.getTime() - hoursAgo * HOUR_MS, new Map(known)];
  });
  await new ViewStore(pool).addHourlyCounts(new Map(hours), now);
}
