import { Prisma } from '../../../database/generated/client.js';
import { toGlobalId } from '../../../shared/references/global-id.js';
import { parseReference } from '../../../shared/references/reference.js';
import type { ArticleFilter } from './article-filter.js';
import type { ReferenceReader } from './condition.js';

const { sql, raw, join } = Prisma;

type Reader = Pick<ReferenceReader, 'table' | 'query'>;

const TYPES = { sections: 'Section', tags: 'Tag', authors: 'Author', series: 'Series' } as const;
const OPERATORS = ['any', 'all', 'none'] as const;

/** A section, tag, author or series that a filter names. */
export interface FilterReference {
  type: (typeof TYPES)[keyof typeof TYPES];
  /** The ID or slug; of a series also the name. */
  value: string;
  /** Path of the value in the input. */
  field: string[];
}

/** A filter with its references replaced, and those of them that do not exist. */
export interface ResolvedFilter {
  filter: ArticleFilter;
  unknown: FilterReference[];
}

interface ReferencedRow {
  type: string;
  id: number;
  slug: string;
  /** Null for those that filters do not name by it. */
  name: string | null;
}

/**
 * Resolves the sections, tags, authors and series of a filter, and of those within it, with one statement. Lists match
 * nothing by those that do not exist; a change of all articles of a filter, or a rule that is stored, should not.
 */
export function resolveReferences(
  reader: Reader,
  filter: ArticleFilter,
  path = ['filter'],
): Promise<ResolvedFilter> {
  return replaceFound(reader, filter, path, ({ type, id }) => toGlobalId(type, id));
}

/** Replaces the references of a filter, and of those within it, by slugs: the inverse of resolveReferences. */
export function formatReferences(reader: Reader, filter: ArticleFilter): Promise<ResolvedFilter> {
  return replaceFound(reader, filter, ['filter'], ({ slug }) => slug);
}

async function replaceFound(
  reader: Reader,
  filter: ArticleFilter,
  path: string[],
  format: (row: ReferencedRow) => string,
): Promise<ResolvedFilter> {
  const references = listReferences(filter, path);
  const rows = await loadRows(reader, references);
  return {
    filter: replaceReferences(filter, (type, value) => {
      const row = findRow(rows, { type, value });
      return row ? format(row) : value;
    }),
    unknown: references.filter((reference) => !findRow(rows, reference)),
  };
}

async function loadRows(reader: Reader, references: FilterReference[]): Promise<ReferencedRow[]> {
  if (references.length === 0) return [];
  const selects = Object.values(TYPES).map((type) => {
    const parsed = references.flatMap((each) =>
      each.type === type ? (parseReference(type, each.value) ?? []) : [],
    );
    const ids = parsed.flatMap((each) => ('id' in each ? each.id : []));
    const slugs = parsed.flatMap((each) => ('slug' in each ? each.slug : []));
    const name = raw(type === 'Series' ? 'name' : 'NULL');
    return sql`SELECT ${type}::text AS type, id, slug, ${name} AS name FROM ${reader.table(type.toLowerCase())}
      WHERE id = ANY(${ids}::int[]) OR slug = ANY(${slugs}::text[]) OR ${name} = ANY(${slugs}::text[])`;
  });
  return reader.query<ReferencedRow>(join(selects, ' UNION ALL '), []);
}

function findRow(
  rows: ReferencedRow[],
  { type, value }: Pick<FilterReference, 'type' | 'value'>,
): ReferencedRow | undefined {
  const reference = parseReference(type, value);
  if (!reference) return undefined;
  return rows.find((row) => {
    if (row.type !== type) return false;
    return 'id' in reference ? row.id === reference.id : [row.slug, row.name].includes(reference.slug);
  });
}

/** The lists of a condition by operator. */
type Lists = { [Operator in (typeof OPERATORS)[number]]?: string[] | null };

function listConditions(filter: ArticleFilter): [name: keyof typeof TYPES, lists: Lists][] {
  return (Object.keys(TYPES) as (keyof typeof TYPES)[]).flatMap((name) => {
    const lists = filter[name] as Lists | null | undefined;
    return lists ? [[name, lists]] : [];
  });
}

function listReferences(filter: ArticleFilter, path: string[]): FilterReference[] {
  const { and, or, not } = filter;
  const own = listConditions(filter).flatMap(([name, lists]) =>
    OPERATORS.flatMap((operator) =>
      (lists[operator] ?? []).map((value, i) => ({
        type: TYPES[name],
        value,
        field: [...path, name, operator, String(i)],
      })),
    ),
  );
  const nested = Object.entries({ and, or }).flatMap(([name, filters]) =>
    (filters ?? []).flatMap((each, i) => listReferences(each, [...path, name, String(i)])),
  );
  return [...own, ...nested, ...(not ? listReferences(not, [...path, 'not']) : [])];
}

function replaceReferences(
  filter: ArticleFilter,
  replace: (type: FilterReference['type'], value: string) => string,
): ArticleFilter {
  const { and, or, not } = filter;
  const own = listConditions(filter).map(([name, lists]) => {
    const replaced = OPERATORS.flatMap((operator) => {
      const values = lists[operator];
      return values ? [[operator, values.map((value) => replace(TYPES[name], value))]] : [];
    });
    return [name, { ...lists, ...Object.fromEntries(replaced) }];
  });
  return {
    ...filter,
    ...Object.fromEntries(own),
    ...(and && { and: and.map((each) => replaceReferences(each, replace)) }),
    ...(or && { or: or.map((each) => replaceReferences(each, replace)) }),
    ...(not && { not: replaceReferences(not, replace) }),
  };
}
