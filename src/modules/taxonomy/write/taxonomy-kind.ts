import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma, type Series, type Tag } from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { buildAuthorPath, buildSeriesPath, buildTagPath } from '../../../shared/paths.js';
import type { PathOwner } from '../../urls/reserve-path.js';
import { TERM_COLUMNS, type TermData, type TermTable } from './term-table.js';

const { raw } = Prisma;

/** Common properties of tags, authors and series, which become public with their first published article. */
export interface TaxonomyKind {
  type: 'Tag' | 'Author' | 'Series';
  owner: PathOwner;
  /** Column of rows that refer to it. */
  idColumn: 'tagId' | 'authorId' | 'seriesId';
  /** Cache tag of the list of all public rows. */
  listTag: string;
  /** Name of the filter for articles, and of the table. */
  filter: 'tag' | 'author' | 'series';
  /** Editable columns. */
  columns: readonly (keyof TermData)[];
  table(tx: Transaction): TermTable;
  buildPath(slug: string): string;
  /** Returns the values by which clients filter articles, without the ID. */
  getFilterValues(term: Pick<TermData, 'slug' | 'name'>): string[];
  isPublished(tx: Transaction, id: number): Promise<boolean>;
  /** Lists the published articles that have any of the rows. */
  listPublished(tx: Transaction, ids: number[]): Promise<{ articleId: number; termId: number }[]>;
  /** Gives the articles that have any of the rows another one instead, once. */
  relink(tx: Transaction, ids: number[], targetId: number): Promise<void>;
  /** Throws UserErrorException if a row other than `id` has the slug, or a name that must be unique. */
  assertAvailable(tx: Transaction, data: TermData, id: number | null): Promise<void>;
  /** Returns the message of refusing to delete it while articles have it. */
  describeUse(name: string, articles: number): string;
}

/** Describes rows that articles refer to in tables of their own, article_tag and draft_tag. */
function describeLinks(
  kind: 'tag' | 'author',
): Pick<TaxonomyKind, 'getFilterValues' | 'listPublished' | 'relink'> {
  const [column, articleTable, draftTable] = [`${kind}_id`, `article_${kind}`, `draft_${kind}`].map((name) =>
    raw(name),
  ) as [Prisma.Sql, Prisma.Sql, Prisma.Sql];
  return {
    getFilterValues: ({ slug }) => [slug],
    listPublished: (tx, ids) => tx.$queryRaw`
      SELECT article_id AS "articleId", ${column} AS "termId" FROM ${articleTable} WHERE ${column} = ANY(${ids}::int[])`,
    async relink(tx, ids, targetId) {
      await tx.$executeRaw`
        INSERT INTO ${articleTable} (article_id, ${column}, position, listed_at)
        SELECT article_id, ${targetId}::int, min(position), min(listed_at) FROM ${articleTable}
        WHERE ${column} = ANY(${ids}::int[]) GROUP BY article_id
        ON CONFLICT (article_id, ${column}) DO UPDATE SET position = least(${articleTable}.position, excluded.position)`;
      await tx.$executeRaw`
        INSERT INTO ${draftTable} (article_id, ${column}, position)
        SELECT article_id, ${targetId}::int, min(position) FROM ${draftTable}
        WHERE ${column} = ANY(${ids}::int[]) GROUP BY article_id
        ON CONFLICT (article_id, ${column}) DO UPDATE SET position = least(${draftTable}.position, excluded.position)`;
      await tx.$executeRaw`DELETE FROM ${articleTable} WHERE ${column} = ANY(${ids}::int[])`;
      await tx.$executeRaw`DELETE FROM ${draftTable} WHERE ${column} = ANY(${ids}::int[])`;
    },
  };
}

export const TAG_KIND: TaxonomyKind = {
  type: 'Tag',
  owner: 'tag_id',
  idColumn: 'tagId',
  listTag: cacheTags.tags,
  filter: 'tag',
  columns: [...TERM_COLUMNS, 'description'],
  table: (tx) => tx.tag as unknown as TermTable,
  buildPath: buildTagPath,
  ...describeLinks('tag'),
  isPublished: async (tx, tagId) => (await tx.articleTag.count({ where: { tagId } })) > 0,
  async assertAvailable(tx, { slug, name }, id) {
    const others = await tx.$queryRaw<Tag[]>`
      SELECT id, slug, name FROM tag
      WHERE (slug = ${slug} OR lower(name) = lower(${name})) AND id IS DISTINCT FROM ${id}::int`;
    const [other] = others;
    if (!other) return;
    const isSlug = others.some((tag) => tag.slug === slug);
    const message = `The tag "${other.name}" (${other.slug}) already exists. To merge the two tags, use mergeTags.`;
    throw createUserErrorException(message, UserErrorCode.TAKEN, [isSlug ? 'slug' : 'name']);
  },
  describeUse: (name, articles) =>
    `${articles} article${articles === 1 ? ' has' : 's have'} the tag "${name}" (drafts and published). Replace it with mergeTags first.`,
};

export const AUTHOR_KIND: TaxonomyKind = {
  type: 'Author',
  owner: 'author_id',
  idColumn: 'authorId',
  listTag: cacheTags.authors,
  filter: 'author',
  columns: [...TERM_COLUMNS, 'bio', 'role', 'email', 'links'],
  table: (tx) => tx.author as unknown as TermTable,
  buildPath: buildAuthorPath,
  ...describeLinks('author'),
  isPublished: async (tx, authorId) => (await tx.articleAuthor.count({ where: { authorId } })) > 0,
  async assertAvailable(tx, { slug }, id) {
    const holder = await tx.author.findUnique({ where: { slug } });
    if (!holder || holder.id === id) return;
    const message = `The slug ${slug} is already used by ${holder.name}.`;
    throw createUserErrorException(message, UserErrorCode.TAKEN, ['slug']);
  },
  describeUse: (name, articles) =>
    `${name} is the author of ${articles} article${articles === 1 ? '' : 's'} (drafts and published). Replace them with mergeAuthors first.`,
};

export const SERIES_KIND: TaxonomyKind = {
  type: 'Series',
  owner: 'series_id',
  idColumn: 'seriesId',
  listTag: cacheTags.seriesList,
  filter: 'series',
  columns: [...TERM_COLUMNS, 'description', 'parts'],
  table: (tx) => tx.series as unknown as TermTable,
  buildPath: buildSeriesPath,
  getFilterValues: ({ slug, name }) => [slug, name],
  isPublished: async (tx, seriesId) => (await tx.article.count({ where: { seriesId } })) > 0,
  listPublished: (tx, ids) => tx.$queryRaw`
    SELECT id AS "articleId", series_id AS "termId" FROM article WHERE series_id = ANY(${ids}::int[])`,
  async relink(tx, ids, targetId) {
    await tx.$executeRaw`UPDATE draft SET series_id = ${targetId}::int WHERE series_id = ANY(${ids}::int[])`;
    await tx.$executeRaw`UPDATE article SET series_id = ${targetId}::int WHERE series_id = ANY(${ids}::int[])`;
  },
  async assertAvailable(tx, { slug, name }, id) {
    const others = await tx.$queryRaw<Series[]>`
      SELECT id, slug, name FROM series
      WHERE (slug = ${slug} OR lower(name) = lower(${name})) AND id IS DISTINCT FROM ${id}::int`;
    const [other] = others;
    if (!other) return;
    const isSlug = others.some((series) => series.slug === slug);
    const message = `The series "${other.name}" (${other.slug}) already exists. To merge the two series, use mergeSeries.`;
    throw createUserErrorException(message, UserErrorCode.TAKEN, [isSlug ? 'slug' : 'title']);
  },
  describeUse: (name, articles) =>
    `${articles} article${articles === 1 ? ' is' : 's are'} in the series "${name}" (drafts and published). Replace it with mergeSeries first.`,
};
