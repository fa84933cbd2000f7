import type { Pool } from 'pg';
import { detectMissingLanguages } from '../../bodies/detect-missing-languages.js';
import { reindexEntries } from '../../bodies/entry-bodies.js';
import { reindex } from './reindex-renamed.js';

/** Milliseconds that one job runs before it yields to other jobs. */
const MAX_JOB_MS = 5_000;
/** Number of articles indexed in one transaction. */
const BATCH_SIZE = 100;

/**
 * Rebuilds the rows of the index that an earlier version of the gateway has built, with the entries of live blogs, and
 * detects the languages of their texts. Begins with published ones, and ends when all are rebuilt or its time is over. Searches find them as
 * they were until then. Returns true if some may remain.
 */
export async function reindexOutdated(pool: Pool): Promise<boolean> {
  const end = Date.now() + MAX_JOB_MS;
  for (const half of ['article', 'draft'] as const) {
    let after = { version: -1, id: 0 };
    while (Date.now() < end) {
      // In the order of the index of versions, so that the job reads no row if none is outdated.
      const { rows } = await pool.query<{ id: number; version: number }>(
        `SELECT article_id AS id, version FROM ${half}_search
         WHERE version < public.search_version() AND (version, article_id) > ($1::int, $2::int) AND stale IS DISTINCT FROM 'LATER'
         ORDER BY version, article_id LIMIT ${BATCH_SIZE}`,
        [after.version, after.id],
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) break;
      await reindexEntries(pool, ids);
      await reindex(pool, async (client) => {
        await detectMissingLanguages(client, half, ids);
        return [{ half, ids, stale: 'TEXT' }];
      });
      after = rows.at(-1) ?? after;
    }
  }
  return Date.now() >= end;
}
