import type pg from 'pg';
import { ViewStore } from './view-store.js';

const HOUR_MS = 3_600_000;

/** Views that an archive had before, by hours ago and slug. */
export type SeedViews = ReadonlyMap<number, Readonly<Record<string, number>>>;

/** Gives articles the views that they had before they came here; none when any were counted here already. */
export async function insertSeedViews(pool: pg.Pool, seeds: SeedViews, now: Date): Promise<void> {
  const { rows: counted } = await pool.query('SELECT FROM article_views LIMIT 1');
  if (counted.length > 0) return;
  const { rows } = await pool.query<{ id: number; slug: string }>('SELECT id, slug FROM draft');
  const ids = new Map(rows.map(({ id, slug }) => [slug, id]));
  const hours = [...seeds].map(([hoursAgo, views]): [number, Map<number, number>] => {
    const known = Object.entries(views).filter(([slug, count]) => ids.has(slug) && count > 0);
    return [
      now.getTime() - hoursAgo * HOUR_MS,
      new Map(known.map(([slug, count]) => [ids.get(slug)!, count])),
    ];
  });
  await new ViewStore(pool).addHourlyCounts(new Map(hours), now);
}
