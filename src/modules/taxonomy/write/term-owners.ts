import { Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { TermKind } from './term-table.js';

/**
 * Finds which sections, tags, authors or series belong to another source than the given one: that of their oldest
 * article. Those without articles belong to no source.
 */
export async function findForeignTerms(
  tx: Transaction,
  kind: TermKind,
  slugs: string[],
  source: string,
): Promise<Set<string>> {
  if (slugs.length === 0) return new Set();
  const table = Prisma.raw(kind);
  const link = Prisma.raw(
    kind === 'series' ? '(SELECT id AS article_id, series_id FROM draft)' : `draft_${kind}`,
  );
  const rows = await tx.$queryRaw<{ slug: string }[]>`
    SELECT term.slug FROM ${table} term
    CROSS JOIN LATERAL (
      SELECT d.source FROM ${link} l JOIN draft d ON d.id = l.article_id
      WHERE l.${Prisma.raw(`${kind}_id`)} = term.id ORDER BY d.id LIMIT 1
    ) oldest
    WHERE term.slug = ANY(${slugs}::text[]) AND oldest.source IS DISTINCT FROM ${source}`;
  return new Set(rows.map(({ slug }) => slug));
}
