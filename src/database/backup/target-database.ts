import type pg from 'pg';
import { DatabaseSetupError } from '../setup-error.js';
import { withSession } from './session.js';

/** `new` has no tables, `empty` has those of Dateline without content. */
export type TargetState = 'new' | 'empty' | 'filled';

/** Tables that only people fill: in a database that a gateway has merely started on, all are empty. */
const CONTENT_TABLES = [
  'draft',
  'section',
  'tag',
  'author',
  'series',
  'menu',
  'redirect',
  'media_file',
  'api_key',
  'webhook',
  'newsletter',
  'newsletter_subscription',
];
/** SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const INSUFFICIENT_PRIVILEGE = '42501';

/** Reads whether a database has content. Throws DatabaseSetupError if it is used by other connections, or by another program. */
export function inspectTarget(connection: pg.PoolConfig): Promise<TargetState> {
  return withSession(connection, async (client) => {
    await assertUnused(client);
    const tables = await listTables(client);
    if (tables.size === 0) return 'new';
    if (!tables.has('_prisma_migrations') || !tables.has('draft')) {
      throw new DatabaseSetupError(
        'The database has tables of another program. Create an empty database, and name it in DATABASE_URL.',
      );
    }
    const present = CONTENT_TABLES.filter((name) => tables.has(name));
    const { rows } = await client.query<{ filled: boolean }>(
      `SELECT ${present.map((name) => `EXISTS (SELECT FROM public.${name})`).join(' OR ')} AS filled`,
    );
    return rows[0]?.filled ? 'filled' : 'empty';
  });
}

/** Deletes everything in Dateline's schemas. Throws DatabaseSetupError if the role does not own them. */
export async function emptyDatabase(client: pg.Client): Promise<void> {
  try {
    await client.query(`
      BEGIN;
      DROP SCHEMA IF EXISTS published, members, preview, graphile_worker CASCADE;
      DROP SCHEMA public CASCADE;
      CREATE SCHEMA public;
      GRANT USAGE ON SCHEMA public TO PUBLIC;
      COMMIT`);
  } catch (cause) {
    await client.query('ROLLBACK');
    if ((cause as pg.DatabaseError).code !== INSUFFICIENT_PRIVILEGE) throw cause;
    throw new DatabaseSetupError(
      'The role may not delete what is in the database, since it does not own the schema public. Create a new, empty database, and name it in DATABASE_URL.',
      { cause },
    );
  }
}

/** A gateway would answer from tables that are being deleted, and write into those that are being filled. */
async function assertUnused(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ pids: number[] | null }>(`
    SELECT array_agg(pid ORDER BY pid) AS pids FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`);
  const pids = rows[0]?.pids ?? [];
  if (pids.length === 0) return;
  const who = pids.length === 1 ? '1 connection is' : `${pids.length} connections are`;
  throw new DatabaseSetupError(
    `The database is in use: ${who} open (PostgreSQL's processes ${pids.slice(0, 5).join(', ')}). Stop every gateway and pooler of this database, and start the restore again.`,
  );
}

async function listTables(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  );
  return new Set(rows.map(({ name }) => name));
}
