import { createHash } from 'node:crypto';
import type pg from 'pg';
import { readPerspectives } from './database-source.js';
import type { Migration } from './migration-files.js';

/** The text of every view of the perspectives, as PostgreSQL has it. */
const SELECT_DEFINITIONS = `
  SELECT schemaname || '.' || viewname || ' ' || definition AS text FROM pg_views
  WHERE schemaname IN ('published', 'members', 'preview') ORDER BY 1`;

/**
 * Recreates the view schemas of prisma/perspectives.sql if the file, the migrations or the views themselves have
 * changed. A digest of these is stored as a comment on a schema.
 */
export async function ensurePerspectiveSchemas(client: pg.Client, migrations: Migration[]): Promise<void> {
  if (await arePerspectivesCurrent(client, migrations)) return;
  try {
    await client.query(`BEGIN; ${await readPerspectives()}`);
    const digest = await createDigest(client, migrations);
    await client.query(`COMMENT ON SCHEMA published IS '${digest}'; COMMIT`);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Returns true if the views of all perspectives are as their file defines them. */
export async function arePerspectivesCurrent(client: pg.Client, migrations: Migration[]): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT obj_description(to_regnamespace('published')) IS NOT DISTINCT FROM $1 AS current",
    [await createDigest(client, migrations)],
  );
  return rows[0].current;
}

async function createDigest(client: pg.Client, migrations: Migration[]): Promise<string> {
  const { rows } = await client.query<{ text: string }>(SELECT_DEFINITIONS);
  const sources = [
    await readPerspectives(),
    ...migrations.map(({ checksum }) => checksum),
    ...rows.map(({ text }) => text),
  ];
  return createHash('sha256').update(sources.join('\n')).digest('hex');
}
