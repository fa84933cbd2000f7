import pg from 'pg';
import { cacheTags } from '../../cache/cache-tags.js';
import { appendToChangeLog } from '../../changes/change-log.js';
import { MIGRATION_LOCK } from '../../database/migrations/migrate.js';
import { acquireSessionLock } from '../../database/session-lock.js';
import { DatabaseSetupError } from '../../database/setup-error.js';
import type { ContentModel } from '../../fields/content-model.js';
import { ensureFilterIndexes, hasFilterIndexes } from './filter-indexes.js';
import { type AppliedField, type ModelPlan, planModel, toPlain } from './plan-model.js';
import { countValues, renameValues } from './value-tables.js';

/** Milliseconds to wait for the lock of a table. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Replaces the stored definitions by those of the model and returns messages about the changes. Renames move
 * values; the values of fields that are no longer declared stay. Throws DatabaseSetupError for a change that
 * would lose values.
 */
export async function applyContentModel(connection: pg.PoolConfig, model: ContentModel): Promise<string[]> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  try {
    if (isEmpty(await plan(client, model)) && (await hasFilterIndexes(client, model))) return [];
    // Of instances that start together, the second finds the work done.
    await acquireSessionLock(client, MIGRATION_LOCK);
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    return await applyPlan(client, model, await plan(client, model));
  } finally {
    await client.end(); // releases the lock
  }
}

/** Reads the definitions as last applied. */
export async function readAppliedFields(client: pg.ClientBase): Promise<AppliedField[]> {
  const { rows } = await client.query(
    'SELECT path, definition, removed_at AS "removedAt" FROM own_field ORDER BY path',
  );
  return rows;
}

async function plan(client: pg.ClientBase, model: ContentModel): Promise<ModelPlan> {
  const result = planModel(model, await readAppliedFields(client));
  if (result.errors.length === 0) return result;
  throw new DatabaseSetupError(
    `The site's own fields cannot be applied:\n${result.errors.map((error) => `  ${error}`).join('\n')}`,
  );
}

function isEmpty({ save, renames, remove, restore }: ModelPlan): boolean {
  return save.length + renames.length + remove.length + restore.length === 0;
}

async function applyPlan(client: pg.Client, model: ContentModel, plan: ModelPlan): Promise<string[]> {
  await client.query('BEGIN');
  const searchable = await listSearchable(client);
  const messages: string[] = [];
  for (const { scope, from, to } of plan.renames) {
    await renameValues(client, scope, from, to);
    await client.query('DELETE FROM own_field WHERE path = $1', [`${scope}.${from}`]);
    messages.push(`Own field ${scope}.${from} is ${scope}.${to} now, with its values.`);
  }
  for (const { scope, name, field } of plan.save) {
    await client.query(
      `INSERT INTO own_field (path, definition) VALUES ($1, $2)
       ON CONFLICT (path) DO UPDATE SET definition = excluded.definition, removed_at = NULL`,
      [`${scope}.${name}`, toPlain(field)],
    );
  }
  for (const path of plan.restore) messages.push(`Own field ${path} is declared again, with its values.`);
  for (const path of plan.remove) {
    await client.query('UPDATE own_field SET removed_at = now() WHERE path = $1', [path]);
    messages.push(await describeKept(client, path));
  }
  await ensureFilterIndexes(client, model);
  if ((await listSearchable(client)) !== searchable) await markDocumentsOutdated(client);
  if (!isEmpty(plan)) await appendModelChange(client);
  await client.query('COMMIT');
  return messages;
}

/** Returns the paths of the fields that search reads, as a text. */
async function listSearchable(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ paths: string }>(
    `SELECT coalesce(string_agg(path, ' ' ORDER BY path), '') AS paths FROM own_field
     WHERE removed_at IS NULL AND definition -> 'isSearchable' = 'true'`,
  );
  return rows[0]?.paths ?? '';
}

/** Has a job build the search documents of articles with own fields again. Searches find the former ones until then. */
async function markDocumentsOutdated(client: pg.ClientBase): Promise<void> {
  for (const table of ['article', 'draft'])
    await client.query(
      `UPDATE ${table}_search SET version = 0
       WHERE version <> 0 AND article_id IN (SELECT id FROM ${table} WHERE fields <> '{}')`,
    );
}

/** Appends a change that invalidates every response with own fields. Call it last: see appendToChangeLog. */
export async function appendModelChange(client: pg.ClientBase): Promise<void> {
  await appendToChangeLog(client, {
    kind: 'INDEXED',
    nodeType: 'Site',
    nodeId: 0,
    keys: [cacheTags.ownFields, cacheTags.search],
  });
}

async function describeKept(client: pg.ClientBase, path: string): Promise<string> {
  const [scope, name] = path.split('.') as [string, string];
  const { draft, section, tag, author, series } = await countValues(client, scope, name);
  const count = draft ?? section ?? tag ?? author ?? series ?? 0;
  const owner = draft === undefined ? scope : 'article';
  return (
    `Own field ${path} is no longer declared. Its values in ${count} ${owner}${count === 1 ? '' : 's'} are kept but hidden; ` +
    `to delete them: dateline fields remove ${path}`
  );
}
