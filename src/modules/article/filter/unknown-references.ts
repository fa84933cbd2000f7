import { Prisma } from '../../../database/generated/client.js';
import { findReferencedRow, parseReference } from '../../../shared/references/reference.js';
import type { ArticleFilter } from './article-filter.js';
import type { ReferenceReader } from './condition.js';

const { sql, join } = Prisma;

const TYPES = { sections: 'Section', tags: 'Tag', authors: 'Author' } as const;
const OPERATORS = ['any', 'all', 'none'] as const;

/** A section, tag or author that a filter names. */
export interface FilterReference {
  type: 'Section' | 'Tag' | 'Author';
  /** The ID or slug. */
  value: string;
  /** Path of the value in the input. */
  field: string[];
}

/**
 * Returns the sections, tags and authors of a filter, and of those within it, that do not exist. Lists match nothing by
 * them; a change of all articles of a filter should not.
 */
export async function findUnknownReferences(
  reader: ReferenceReader,
  filter: ArticleFilter,
): Promise<FilterReference[]> {
  const references = listReferences(filter, ['filter']);
  if (references.length === 0) return [];
  const selects = Object.values(TYPES).map((type) => {
    const parsed = references.flatMap((each) => (each.type === type ? (parse(each) ?? []) : []));
    const ids = parsed.flatMap((each) => ('id' in each ? each.id : []));
    const slugs = parsed.flatMap((each) => ('slug' in each ? each.slug : []));
    return sql`SELECT ${type}::text AS type, id, slug FROM ${reader.table(type.toLowerCase())}
      WHERE id = ANY(${ids}::int[]) OR slug = ANY(${slugs}::text[])`;
  });
  const rows = await reader.query<{ type: string; id: number; slug: string }>(
    join(selects, ' UNION ALL '),
    [],
  );
  return references.filter((each) => {
    const ofType = rows.filter(({ type }) => type === each.type);
    return findReferencedRow(ofType, parse(each)) === undefined;
  });
}

function parse({ type, value }: FilterReference) {
  return parseReference(type, value);
}

function listReferences(filter: ArticleFilter, path: string[]): FilterReference[] {
  const { and, or, not } = filter;
  const own = Object.entries(TYPES).flatMap(([name, type]) =>
    OPERATORS.flatMap((operator) => {
      const condition = filter[name as keyof typeof TYPES] as { [key in typeof operator]?: string[] | null };
      const values = condition?.[operator] ?? [];
      return values.map((value, i) => ({ type, value, field: [...path, name, operator, String(i)] }));
    }),
  );
  const nested = Object.entries({ and, or }).flatMap(([name, filters]) =>
    (filters ?? []).flatMap((each, i) => listReferences(each, [...path, name, String(i)])),
  );
  return [...own, ...nested, ...(not ? listReferences(not, [...path, 'not']) : [])];
}
