import { Prisma } from '../../../database/generated/client.js';
import { parseReferenceArgument } from '../../../shared/references/reference.js';
import type { ArticleFilter } from './article-filter.js';
import type { ReferencedKind, ReferenceIds, ReferenceReader } from './condition.js';
import { listConditions } from './conditions.js';
import type { ReferenceFilter } from './filter.inputs.js';

const { sql, join } = Prisma;

interface ReferenceRow {
  kind: ReferencedKind;
  id: number;
  /** The slug, or the title of a series. */
  value: string;
}

const NODE_TYPES: Record<ReferencedKind, string> = { tag: 'Tag', author: 'Author', series: 'Series' };

/**
 * Loads the IDs of a filter's tags, authors and series with one statement, so that PostgreSQL plans a list for the number
 * of their articles. Throws BadUserInputError for the ID of another type.
 */
export async function loadReferenceIds(
  reader: ReferenceReader,
  filter: ArticleFilter,
): Promise<ReferenceIds> {
  const ids: ReferenceIds = { tag: new Map(), author: new Map(), series: new Map() };
  const selects: Prisma.Sql[] = [];
  for (const kind of ['tag', 'author', 'series'] as const) {
    const slugs: string[] = [];
    for (const [value, name] of listValues(filter, kind)) {
      const reference = parseReferenceArgument(NODE_TYPES[kind], value, name);
      if ('id' in reference) ids[kind].set(value, reference.id);
      else slugs.push(value);
    }
    if (slugs.length === 0) continue;
    if (kind === 'series') selects.push(buildSelect(reader, kind, slugs, sql`name`));
    selects.push(buildSelect(reader, kind, slugs, sql`slug`));
  }
  if (selects.length === 0) return ids;
  const rows = await reader.query<ReferenceRow>(join(selects, ' UNION ALL '), []);
  for (const { kind, id, value } of rows) ids[kind].set(value, id);
  return ids;
}

function buildSelect(
  reader: ReferenceReader,
  kind: ReferencedKind,
  values: string[],
  column: Prisma.Sql,
): Prisma.Sql {
  return sql`
    SELECT ${kind}::text AS kind, id, ${column} AS value FROM ${reader.table(kind)} WHERE ${column} = ANY(${values}::text[])`;
}

/** Lists the tags, authors or series of a filter and of those within it, each with the name of its list. */
function listValues(
  filter: ArticleFilter,
  kind: ReferencedKind,
  filterName = 'filter',
): [value: string, name: string][] {
  const { and, or, not } = filter;
  const nested = [
    ...(and ?? []).map((each, i) => [each, `${filterName}.and[${i}]`] as const),
    ...(or ?? []).map((each, i) => [each, `${filterName}.or[${i}]`] as const),
    ...(not ? [[not, `${filterName}.not`] as const] : []),
  ];
  const own = listConditions(filter).filter(({ condition }) => condition.references === kind);
  return [
    ...own.flatMap(({ name, value }) =>
      (['any', 'all', 'none'] as const).flatMap((operator) =>
        ((value as ReferenceFilter)[operator] ?? []).map((each): [string, string] => [
          each,
          `${filterName}.${name}.${operator}`,
        ]),
      ),
    ),
    ...nested.flatMap(([each, name]) => listValues(each, kind, name)),
  ];
}
