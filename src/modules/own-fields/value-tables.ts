import type { ClientBase } from 'pg';
import type { ListOwner } from '../../cache/cache-tags.js';
import { OWNERS } from '../../fields/content-model.js';

/** A column that holds values, with the path of their object in it. */
interface ValueColumn {
  table: 'draft' | 'article' | 'article_revision' | ListOwner;
  column: 'fields' | 'content';
  path: string[];
}

/** Lists the columns that hold the values of a scope: an owner, or the facet of a kind. */
function listColumns(scope: string): ValueColumn[] {
  if (isTaxonomy(scope)) return [{ table: scope, column: 'fields', path: [] }];
  const path = scope === 'article' ? [] : [scope];
  return [
    { table: 'draft', column: 'fields', path },
    { table: 'article', column: 'fields', path },
    { table: 'article_revision', column: 'content', path: ['fields', ...path] },
  ];
}

function isTaxonomy(scope: string): scope is ListOwner {
  return scope !== 'article' && OWNERS.some((owner) => owner === scope);
}

/** Returns the number of rows by table that have a value of the field. */
export async function countValues(
  client: ClientBase,
  scope: string,
  name: string,
): Promise<Partial<Record<ValueColumn['table'], number>>> {
  const counts: Partial<Record<ValueColumn['table'], number>> = {};
  for (const { table, column, path } of listColumns(scope)) {
    const { rows } = await client.query(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${column} #> $1 ? $2`,
      [path, name],
    );
    counts[table] = rows[0].count;
  }
  return counts;
}

/**
 * Returns up to three values of a field with the slugs of the articles, sections, tags, authors or series that have
 * them.
 */
export async function findExamples(
  client: ClientBase,
  scope: string,
  name: string,
): Promise<{ slug: string; value: unknown }[]> {
  const [{ table, path }] = listColumns(scope) as [ValueColumn];
  const { rows } = await client.query(
    `SELECT slug, fields #> $1 -> $2 AS value FROM ${table} WHERE fields #> $1 ? $2 ORDER BY id DESC LIMIT 3`,
    [path, name],
  );
  return rows;
}

/** Moves the values of a field to another name, in drafts, published articles and revisions, or in one table. */
export async function renameValues(
  client: ClientBase,
  scope: string,
  from: string,
  to: string,
): Promise<void> {
  for (const { table, column, path } of listColumns(scope)) {
    const values = `(${column} #> $1)`;
    const renamed = `(${values} - $2::text) || jsonb_build_object($3::text, ${values} -> $2)`;
    await client.query(
      `UPDATE ${table} SET ${column} = ${buildUpdatedValue(column, path, renamed)} WHERE ${values} ? $2`,
      [path, from, to],
    );
  }
}

/** Deletes the values of a field everywhere. */
export async function deleteValues(client: ClientBase, scope: string, name: string): Promise<void> {
  for (const { table, column, path } of listColumns(scope)) {
    const values = `(${column} #> $1)`;
    await client.query(
      `UPDATE ${table} SET ${column} = ${buildUpdatedValue(column, path, `${values} - $2::text`)} WHERE ${values} ? $2`,
      [path, name],
    );
  }
}

function buildUpdatedValue(column: string, path: string[], value: string): string {
  return path.length === 0 ? value : `jsonb_set(${column}, $1, ${value})`;
}
