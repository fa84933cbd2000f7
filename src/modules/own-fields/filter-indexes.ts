import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { type ContentModel, listOwnFields, listOwnOrders, toSnakeCase } from '../../fields/content-model.js';
import { buildIndexDefinition, buildSortExpression } from './own-value.sql.js';

/** Prefix of the names of all indexes of own fields. */
const PREFIX = 'own_field_';

/** Creates the missing indexes of filterable and sortable fields on published articles, and drops those of other fields. */
export async function ensureFilterIndexes(client: ClientBase, model: ContentModel): Promise<void> {
  const wanted = listWantedIndexes(model);
  const existing = await listIndexes(client);
  for (const name of existing) if (!wanted.has(name)) await client.query(`DROP INDEX IF EXISTS "${name}"`);
  for (const [name, expression] of wanted) {
    if (!existing.has(name))
      await client.query(`CREATE INDEX IF NOT EXISTS "${name}" ON article USING ${expression}`);
  }
}

/** Returns true if the indexes are those that the model needs. */
export async function hasFilterIndexes(client: ClientBase, model: ContentModel): Promise<boolean> {
  const wanted = listWantedIndexes(model);
  const existing = await listIndexes(client);
  return existing.size === wanted.size && [...existing].every((name) => wanted.has(name));
}

async function listIndexes(client: ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ indexname: string }>(
    `SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND starts_with(indexname, $1)
     AND indexname <> 'own_field_pkey'`,
    [PREFIX],
  );
  return new Set(rows.map(({ indexname }) => indexname));
}

function listWantedIndexes(model: ContentModel): Map<string, string> {
  const filterable = listOwnFields(model).filter(({ field }) => field.isFilterable);
  const sorted = listOwnOrders(model).map((order): [string, string] => {
    const expression = `btree (${buildSortExpression('', order)}, id)`;
    return [getIndexName(order.scope, order.name, expression), expression];
  });
  return new Map([
    ...sorted,
    ...filterable.map(({ scope, name, field }) => {
      const path = scope === 'article' ? [name] : [scope, name];
      const expression = buildIndexDefinition('fields', path, field);
      return [getIndexName(scope, name, expression), expression] as const;
    }),
  ]);
}

/** Returns a name of at most 63 bytes that differs if the expression does. */
function getIndexName(scope: string, name: string, expression: string): string {
  const digest = createHash('sha256').update(`${scope}.${name} ${expression}`).digest('hex').slice(0, 8);
  const readable = `${PREFIX}${toSnakeCase(scope)}_${toSnakeCase(name)}`.slice(0, 54);
  return `${readable}_${digest}`;
}
