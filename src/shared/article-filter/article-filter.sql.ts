import { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../errors/errors.js';
import { parseGlobalIds } from '../global-id.js';
import { assertPageSize } from '../pagination/pagination.js';
import { isStorableTime } from '../time.js';
import type { ArticleFilter } from './article-filter.js';

const { sql, join } = Prisma;

/** What lists need to know of the section tree: the ids of sections, everything below them included. */
export interface SectionIdLookup {
  findBySlugs(slugs: string[]): Promise<number[]>;
  findById(id: number): Promise<number[]>;
}

/** How the tables of a perspective are named. */
interface Tables {
  table(name: string): Prisma.Sql;
}

/**
 * The condition on `a`, the article, that a filter stands for; `true` for none. Throws BadUserInput for
 * more than 100 entries in a list, or an id that is not an article's.
 */
export async function buildArticleCondition(
  { table }: Tables,
  filter: ArticleFilter | null | undefined,
  sectionIds: SectionIdLookup,
): Promise<Prisma.Sql> {
  const { section, tag, author, publishedAfter, publishedBefore, excludeIds } = filter ?? {};
  for (const [name, list] of Object.entries({ section, tag, author, excludeIds })) {
    assertPageSize(`filter.${name}`, list?.length);
  }
  for (const [name, time] of Object.entries({ publishedAfter, publishedBefore })) {
    if (time && !isStorableTime(time))
      throw new BadUserInputError(`filter.${name} takes the years 1 to 9999.`);
  }
  const conditions = [sql`true`];
  if (section) conditions.push(sql`a.section_id = ANY(${await sectionIds.findBySlugs(section)}::int[])`);
  if (tag) {
    conditions.push(sql`a.id IN (SELECT b.article_id FROM ${table('article_tag')} b
      JOIN ${table('tag')} g ON g.id = b.tag_id WHERE g.slug = ANY(${tag}::text[]))`);
  }
  if (author) {
    conditions.push(sql`a.id IN (SELECT b.article_id FROM ${table('article_author')} b
      JOIN ${table('author')} w ON w.id = b.author_id WHERE w.slug = ANY(${author}::text[]))`);
  }
  if (publishedAfter) conditions.push(sql`a.published_at >= ${publishedAfter}::timestamptz`);
  if (publishedBefore) conditions.push(sql`a.published_at < ${publishedBefore}::timestamptz`);
  if (excludeIds) {
    const ids = parseGlobalIds('Article', excludeIds, 'filter.excludeIds');
    conditions.push(sql`a.id <> ALL(${ids}::int[])`);
  }
  return join(conditions, ' AND ');
}
