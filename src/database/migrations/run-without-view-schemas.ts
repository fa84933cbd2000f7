import type pg from 'pg';
import { PERSPECTIVES } from '../read/read-client.js';
import { getSchemaName } from '../read/schema-name.js';
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
  await dropViewSchemas(client);
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

/**
 * Drops the schemas of the languages first: their views read those of the perspectives, and a request locks the view that
 * it names before those below it. In the other order, it and this would wait for each other.
 */
async function dropViewSchemas(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ tag: string }>('SELECT tag FROM public.site_language');
  const names = [...rows.map(({ tag }) => tag), null].flatMap((language) =>
    PERSPECTIVES.map((perspective) => `"${getSchemaName(perspective, language)}"`),
  );
  // Those of a language that the site had before are dropped with the others.
  await client.query(`DROP SCHEMA IF EXISTS ${names.join(', ')} CASCADE`);
}
