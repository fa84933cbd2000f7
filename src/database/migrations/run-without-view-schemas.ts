import type pg from 'pg';
import { toSiteLanguages } from '../site-languages.js';
import { readPerspectives } from './database-source.js';
import { buildLanguageSchemas } from './language-views.js';
import { isLockConflict } from './lock-retry.js';

/**
 * Milliseconds to wait for the lock of a view. Less than PostgreSQL's deadlock_timeout of 1 s: if this and a reader of two
 * views wait for each other, this gives up and is tried again, and the reader goes on.
 */
const LOCK_TIMEOUT_MS = 500;

/**
 * Drops the view schemas of the perspectives and of all languages, runs `work`, and creates them again. All happens in the
 * transaction of the caller: requests wait until it ends, and find the schemas as they were or as they are then. Leaves the
 * schemas to the rest of the start if their views need a later migration.
 */
export async function runWithoutViewSchemas(client: pg.Client, work: () => Promise<unknown>): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  // The views of languages read those of the perspectives, and are dropped with them.
  await client.query('DROP SCHEMA IF EXISTS published, members, preview CASCADE');
  await work();
  await client.query('SAVEPOINT before_views');
  try {
    await client.query(await readPerspectives());
    const { rows } = await client.query<{ tag: string; fallbacks: string[] }>(
      'SELECT tag, fallbacks FROM public.site_language ORDER BY position',
    );
    const languages = toSiteLanguages(rows);
    const schemas = languages === null ? [] : await buildLanguageSchemas(client, languages);
    for (const { sql } of schemas) await client.query(sql);
  } catch (error) {
    if (isLockConflict(error)) throw error;
    await client.query('ROLLBACK TO before_views');
  }
}
