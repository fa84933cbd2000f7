import pg from 'pg';
import type { SiteLanguages } from '../../shared/languages.js';
import { acquireSessionLock } from '../session-lock.js';
import { buildLanguageSchemas } from './language-views.js';
import { DEFAULT_LOCK_RETRY_POLICY, type LockRetryPolicy, retryOnLockConflict } from './lock-retry.js';
import { MIGRATION_LOCK } from './migrate.js';
import { listMigrations } from './migration-files.js';
import { readAppliedMigrations } from './migration-history.js';

/** Job that moves articles to the paths of their languages, since those of the site have changed. */
export const MOVE_PATHS_TASK = 'move_language_paths';

/**
 * Creates a schema of views for each perspective and language of a site with several languages. Leaves those that the
 * settings and the views of the perspectives would not change, and those of a newer release. A site with one language has
 * none. The languages that writes know are those of the last gateway: a command may have been started without the
 * settings.
 */
export async function ensureLanguageSchemas(
  connection: pg.PoolConfig,
  languages: SiteLanguages,
  {
    isGateway = true,
    lockRetryPolicy = DEFAULT_LOCK_RETRY_POLICY,
  }: { isGateway?: boolean; lockRetryPolicy?: LockRetryPolicy } = {},
): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  try {
    if (!languages.areMany) {
      if (isGateway && (await hasLanguages(client))) await storeLanguages(client, languages);
      return;
    }
    await acquireSessionLock(client, MIGRATION_LOCK);
    await client.query(`SET lock_timeout = ${lockRetryPolicy.timeoutMs}`);
    if (isGateway || !(await hasLanguages(client))) await storeLanguages(client, languages);
    const isNewer = (await readAppliedMigrations(client)).length > (await listMigrations()).length;
    for (const { name, sql, digest, viewCount } of await buildLanguageSchemas(client, languages)) {
      const present = await describeSchema(client, name);
      // Views go with those of the perspectives that they read, and the comment stays.
      const isWhole = present.comment !== null && present.viewCount === viewCount;
      if (isWhole && (isNewer || present.comment === digest)) continue;
      await retryOnLockConflict(client, lockRetryPolicy, async () => {
        try {
          await client.query(`BEGIN; ${sql}; COMMIT`);
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        }
      });
    }
  } finally {
    await client.end();
  }
}

/**
 * Stores the languages for writes, which build paths from them; none for a site with one. If they have changed, adds the job
 * that moves what is there already.
 */
async function storeLanguages(client: pg.Client, languages: SiteLanguages): Promise<void> {
  const rows = languages.all.map((tag, position) => ({
    tag,
    position,
    fallbacks: languages.getFallbacks(tag),
  }));
  await client.query(
    `WITH former AS MATERIALIZED (
       SELECT coalesce(jsonb_agg(jsonb_build_object('tag', tag, 'fallbacks', fallbacks) ORDER BY position), '[]') AS list
       FROM public.site_language
     ), wanted AS (
       SELECT tag, position, ARRAY(SELECT jsonb_array_elements_text(fallbacks)) AS fallbacks
       FROM jsonb_to_recordset($1) AS w (tag text, position int, fallbacks jsonb)
     ), wanted_list AS (
       SELECT coalesce(jsonb_agg(jsonb_build_object('tag', tag, 'fallbacks', fallbacks) ORDER BY position), '[]') AS list
       FROM wanted
     ), deleted AS (
       DELETE FROM public.site_language WHERE tag NOT IN (SELECT tag FROM wanted)
     ), stored AS (
       INSERT INTO public.site_language (tag, position, fallbacks) SELECT tag, position, fallbacks FROM wanted
       ON CONFLICT (tag) DO UPDATE SET position = excluded.position, fallbacks = excluded.fallbacks
     )
     SELECT graphile_worker.add_job($2, json_build_object('former', former.list), queue_name := $2)
     FROM former, wanted_list WHERE former.list <> wanted_list.list`,
    [JSON.stringify(languages.areMany ? rows : []), MOVE_PATHS_TASK],
  );
}

async function hasLanguages(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM public.site_language LIMIT 1');
  return rows.length > 0;
}

async function describeSchema(
  client: pg.Client,
  schema: string,
): Promise<{ comment: string | null; viewCount: number }> {
  const { rows } = await client.query<{ comment: string | null; viewCount: number }>(
    `SELECT obj_description(to_regnamespace($1)) AS comment,
       (SELECT count(*)::int FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'v') AS "viewCount"`,
    [`"${schema}"`],
  );
  return rows[0]!;
}
