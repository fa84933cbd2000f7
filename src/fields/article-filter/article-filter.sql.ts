import { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { parseGlobalIds } from '../../shared/global-id.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { isStorableTime } from '../../shared/time.js';
import { FILTERABLE_FIELDS } from '../filterable-fields.js';
import { type ArticleFilter, pickColumnConditions } from './article-filter.js';
import { buildColumnConditions } from './column-condition.sql.js';
import { IS_LISTED } from './listed.sql.js';
import { buildOwnConditions } from './own-condition.sql.js';

const { sql, join, raw } = Prisma;

/** Finds the IDs of sections and of all their descendants. */
export interface SectionIdLookup {
  findBySlugs(slugs: string[]): Promise<number[]>;
  findById(id: number): Promise<number[]>;
}

/** Qualifies the tables of a perspective. */
interface Tables {
  table(name: string): Prisma.Sql;
}

/**
 * Builds the SQL condition of a filter on the article `a`; `true` for no filter. Throws BadUserInputError for
 * more than 100 entries in a list, years outside 1 to 9999, or an ID that is not an article's.
 */
export async function buildArticleCondition(
  { table }: Tables,
  filter: ArticleFilter | null | undefined,
  sectionIds: SectionIdLookup,
): Promise<Prisma.Sql> {
  const { section, tag, author, kinds, fields, publishedAfter, publishedBefore, excludeIds } = filter ?? {};
  for (const [name, list] of Object.entries({ section, tag, author, kinds, excludeIds })) {
    assertPageSize(`The number of filter.${name}`, list?.length);
  }
  for (const [name, time] of Object.entries({ publishedAfter, publishedBefore })) {
    if (time && !isStorableTime(time))
      throw new BadUserInputError(`filter.${name} must be in the years 1 to 9999.`);
  }
  const conditions = [sql`true`];
  if (section) conditions.push(buildSectionCondition({ table }, await sectionIds.findBySlugs(section)));
  if (tag) {
    conditions.push(sql`a.id IN (SELECT b.article_id FROM ${table('article_tag')} b
      JOIN ${table('tag')} g ON g.id = b.tag_id WHERE g.slug = ANY(${tag}::text[]))`);
  }
  if (author) {
    conditions.push(sql`a.id IN (SELECT b.article_id FROM ${table('article_author')} b
      JOIN ${table('author')} w ON w.id = b.author_id WHERE w.slug = ANY(${author}::text[]))`);
  }
  // One kind is a range of an index by kind and date.
  if (kinds?.length === 1) conditions.push(sql`a.kind = ${kinds[0]}`);
  else if (kinds) conditions.push(sql`a.kind = ANY(${kinds}::text[])`);
  conditions.push(...buildColumnConditions(FILTERABLE_FIELDS, pickColumnConditions(filter)));
  if (fields) conditions.push(...buildOwnConditions(fields));
  if (publishedAfter) conditions.push(sql`a.published_at >= ${publishedAfter}::timestamptz`);
  if (publishedBefore) conditions.push(sql`a.published_at < ${publishedBefore}::timestamptz`);
  if (excludeIds) {
    const ids = parseGlobalIds('Article', excludeIds, 'filter.excludeIds');
    conditions.push(sql`a.id <> ALL(${ids}::int[])`);
  }
  return join(conditions, ' AND ');
}

/** Builds the condition that the article is in one of the sections or their descendants. */
function buildSectionCondition({ table }: Tables, ids: number[]): Prisma.Sql {
  return sql`a.id IN (SELECT f.article_id FROM ${table('article_section')} f WHERE f.section_id = ANY(${ids}::int[]))`;
}

/**
 * Builds the SQL condition of a list on the article `a`: that of the filter, without pages unless the filter
 * names kinds. Throws the errors of buildArticleCondition.
 */
export async function buildListCondition(
  tables: Tables,
  filter: ArticleFilter | null | undefined,
  sectionIds: SectionIdLookup,
): Promise<Prisma.Sql> {
  const condition = await buildArticleCondition(tables, filter, sectionIds);
  return namesKinds(filter) ? condition : sql`${raw(`a.${IS_LISTED}`)} AND ${condition}`;
}

function namesKinds(filter: ArticleFilter | null | undefined): boolean {
  return filter?.kinds != null;
}
