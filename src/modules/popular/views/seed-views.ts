import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import type { Database } from '../../../database/database.js';
import { ViewStore } from './view-store.js';

const SEED_FILE = new URL('../../../../seeds/views.yaml', import.meta.url);
const HOUR_MS = 3_600_000;

/** Earlier views of an archive, by hours ago and slug. */
export type SeedViews = ReadonlyMap<number, Readonly<Record<string, number>>>;

/** Adds earlier views of the sample articles, unless views have been counted or the database is in use. */
export async function seedViews({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const { rows } = await pool.query<{ isSeedable: boolean }>(`
    SELECT EXISTS (SELECT FROM draft WHERE source_id LIKE 'seeds/%')
      AND NOT EXISTS (SELECT FROM article_views) AND NOT EXISTS (SELECT FROM api_key) AS "isSeedable"`);
  if (rows[0]?.isSeedable) await insertSeedViews(pool, await readSeedViews(), new Date());
}

/** Reads earlier view counts of the sample articles from seeds/views.yaml. */
export async function readSeedViews(): Promise<SeedViews> {
  const { parse } = await import('yaml');
  const { hoursBefore, views } = parse(await readFile(SEED_FILE, 'utf8')) as {
    hoursBefore: number[];
    views: Record<string, number[]>;
  };
  const getHourEntries = (i: number) => Object.entries(views).map(([slug, counts]) => [slug, counts[i] ?? 0]);
  return new Map(hoursBefore.map((hours, i) => [hours, Object.fromEntries(getHourEntries(i))]));
}

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
