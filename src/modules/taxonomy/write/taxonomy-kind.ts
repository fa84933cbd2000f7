import type { Tag } from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { buildAuthorPath, buildTagPath } from '../../../shared/paths.js';
import type { PathOwner } from '../../urls/reserve-path.js';
import { TERM_COLUMNS, type TermData, type TermTable } from './term-table.js';

/** Common properties of tags and authors, which become public with their first published article. */
export interface TaxonomyKind {
  type: 'Tag' | 'Author';
  owner: PathOwner;
  /** Column of rows that refer to it. */
  idColumn: 'tagId' | 'authorId';
  /** Cache tag of the list of all public rows, and relation of an article. */
  list: 'tags' | 'authors';
  /** Name of the filter for articles. */
  filter: 'tag' | 'author';
  /** Editable columns. */
  columns: readonly (keyof TermData)[];
  table(tx: Transaction): TermTable;
  buildPath(slug: string): string;
  isPublished(tx: Transaction, id: number): Promise<boolean>;
  /** Throws UserErrorException if a row other than `id` has the slug, or a name that must be unique. */
  assertAvailable(tx: Transaction, data: TermData, id: number | null): Promise<void>;
  /** Returns the message of refusing to delete it while articles have it. */
  describeUse(name: string, articles: number): string;
}

export const TAG_KIND: TaxonomyKind = {
  type: 'Tag',
  owner: 'tag_id',
  idColumn: 'tagId',
  list: 'tags',
  filter: 'tag',
  columns: [...TERM_COLUMNS, 'description'],
  table: (tx) => tx.tag as unknown as TermTable,
  buildPath: buildTagPath,
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
  list: 'authors',
  filter: 'author',
  columns: [...TERM_COLUMNS, 'bio', 'role', 'email', 'links'],
  table: (tx) => tx.author as unknown as TermTable,
  buildPath: buildAuthorPath,
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
