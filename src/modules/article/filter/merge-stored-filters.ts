import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { toGlobalId } from '../../../shared/references/global-id.js';

const { sql, raw } = Prisma;

/** Columns of JSON with filters, in which content is named by its global ID. */
const COLUMNS = [
  { table: 'front', column: 'content' },
  { table: 'front', column: 'published' },
  { table: 'webhook', column: 'filter' },
];

/**
 * Replaces merged sections, tags, authors or series in the rules of fronts and the filters of webhooks. Revisions keep
 * them. Returns the cache tags of the fronts that changed.
 */
export async function mergeStoredFilters(
  tx: Transaction,
  { type, from, into }: { type: string; from: number[]; into: number },
): Promise<string[]> {
  const target = JSON.stringify(toGlobalId(type, into));
  const tags = new Set<string>();
  for (const id of from) {
    const source = JSON.stringify(toGlobalId(type, id));
    for (const { table, column } of COLUMNS) {
      const text = raw(`"${column}"::text`);
      const rows = await tx.$queryRaw<{ id: number }[]>(sql`
        UPDATE ${raw(table)} SET ${raw(column)} = replace(${text}, ${source}, ${target})::jsonb
        WHERE strpos(${text}, ${source}) > 0 RETURNING id`);
      if (table !== 'front' || rows.length === 0) continue;
      tags.add(cacheTags.fronts);
      for (const row of rows) tags.add(cacheTags.front(row.id));
    }
  }
  return [...tags];
}
