import { type ArticleListName, cacheTags } from '../cache/cache-tags.js';
import { CHANGES_CHANNEL, type ChangeKind, type ContentLocation } from '../changes/change-log.js';
import { type Author, Prisma, type Section, type Tag } from '../database/generated/client.js';
import { findMembershipTags, getAffectedTags } from './list-membership-tags.js';
import type { Transaction } from './write-lock.js';

export interface Change {
  kind: ChangeKind;
  nodeType: 'Article' | 'Section' | 'Tag' | 'Author' | 'Newsletter' | 'NewsletterIssue';
  nodeId: number;
  /** All that the change touches, as it was before and as it is after: see database/keys.ts. */
  keys: string[];
  /** Where readers had it before, and have it from now on; null when they had, or have, nothing of it. */
  before?: ContentLocation | null;
  after?: ContentLocation | null;
}

/** Appends to the change log, in the transaction of the change itself; call it in turn only. */
export async function appendChange(tx: Transaction, change: Change): Promise<void> {
  const { kind, nodeType, nodeId, before, after } = change;
  const tags = [...change.keys, ...NAME_TAGS[nodeType]];
  const locations = { before: toJsonLocation(before), after: toJsonLocation(after) };
  const { sequence } = await tx.contentChange.create({
    data: { at: new Date(), kind, nodeType, nodeId, keys: [...new Set(tags)].sort(), ...locations },
  });
  await tx.$executeRaw`SELECT pg_notify(${CHANGES_CHANNEL}, ${String(sequence)})`;
}

/** What is found by its name. Articles say by themselves what of them has changed. */
const NAME_TAGS: Record<Change['nodeType'], string[]> = {
  Article: [],
  Section: [cacheTags.names],
  Tag: [cacheTags.search, cacheTags.names],
  Author: [cacheTags.search, cacheTags.names],
  Newsletter: [],
  NewsletterIssue: [],
};

function toJsonLocation(location: ContentLocation | null | undefined) {
  return location ? { slug: location.slug, path: location.path } : Prisma.DbNull;
}

/** What of an article readers see; its words as a digest. */
export interface ArticleSnapshot extends ContentLocation {
  revision: number;
  title: string;
  /** Of all that is searched, but for names of tags and authors; null while search still knows it under old ones. */
  textDigest: string | null;
  listedAt: Date;
  /** The lists that it stands in. */
  lists: ArticleListName[];
  /** What it is filed under, as filters name it: keys (database/keys.ts). */
  filterTags: string[];
  tags: Tag[];
  authors: Author[];
  /** Whether someone has read it of late, so that it can be popular. */
  hasViews: boolean;
  /** The articles next to it by date. */
  neighbourIds: number[];
  /** The articles that it is shown with, as pinned or related. */
  shownWithIds: number[];
}

/** Null when readers see nothing of it. */
export async function snapshotArticle(tx: Transaction, id: number): Promise<ArticleSnapshot | null> {
  const article = await tx.article.findUnique({
    where: { id },
    include: { authors: { include: { author: true } }, tags: { include: { tag: true } } },
  });
  if (!article) return null;
  const { slug, path, revision, title, listedAt, sectionId } = article;
  const tags = article.tags.map(({ tag }) => tag);
  const authors = article.authors.map(({ author }) => author);
  const pins = await tx.articlePin.findMany({ where: { pinnedId: id }, select: { articleId: true } });
  const related = await tx.relatedArticle.findMany({ where: { relatedId: id }, select: { articleId: true } });
  const sections = await loadSectionAndAncestors(tx, sectionId);
  return {
    ...{ slug, path, revision, title, listedAt, tags, authors },
    textDigest: await loadTextDigest(tx, id),
    hasViews: (await tx.articlePopularity.findFirst({ where: { articleId: id } })) !== null,
    filterTags: [
      ...sections.map((section) => cacheTags.filteredBy('section', section.slug)),
      ...tags.map((tag) => cacheTags.filteredBy('tag', tag.slug)),
      ...authors.map((author) => cacheTags.filteredBy('author', author.slug)),
    ],
    lists: [
      'site',
      ...sections.map((section) => `section:${section.id}` as const),
      ...tags.map((tag) => `tag:${tag.id}` as const),
      ...authors.map((author) => `author:${author.id}` as const),
    ],
    neighbourIds: await loadNeighbourIds(tx, id),
    shownWithIds: [...pins, ...related].map(({ articleId }) => articleId),
  };
}

/**
 * Appends what happened to an article between two footprints; nothing when readers notice nothing. `touched` are
 * keys of what else has changed with it.
 */
export async function appendArticleChange(
  tx: Transaction,
  id: number,
  before: ArticleSnapshot | null,
  after: ArticleSnapshot | null,
  { kind = getChangeKind(before, after), touched = [] }: { kind?: ChangeKind; touched?: string[] } = {},
): Promise<void> {
  if (!before && !after) return;
  const membershipTags = await findMembershipTags(tx, id, before, after);
  const tags = [...getAffectedTags(id, before, after), ...membershipTags, ...touched];
  await appendChange(tx, { kind, nodeType: 'Article', nodeId: id, keys: tags, before, after });
}

function getChangeKind(before: ArticleSnapshot | null, after: ArticleSnapshot | null): ChangeKind {
  if (!before) return 'PUBLISHED';
  if (!after) return 'UNPUBLISHED';
  return before.path === after.path ? 'UPDATED' : 'MOVED';
}

async function loadTextDigest(tx: Transaction, id: number): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ words: string | null }[]>`
    SELECT md5((a.title, a.standfirst, b.text)::text) AS words
    FROM article a LEFT JOIN article_body b ON b.article_id = a.id
    WHERE a.id = ${id} AND NOT EXISTS (SELECT FROM search_due WHERE half = 'article' AND article_id = a.id)`;
  return row?.words ?? null;
}

async function loadNeighbourIds(tx: Transaction, id: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT n.id FROM article a CROSS JOIN LATERAL (
      (SELECT p.id FROM article p WHERE (p.listed_at, p.id) < (a.listed_at, a.id)
        ORDER BY p.listed_at DESC, p.id DESC LIMIT 1)
      UNION ALL
      (SELECT f.id FROM article f WHERE (f.listed_at, f.id) > (a.listed_at, a.id)
        ORDER BY f.listed_at, f.id LIMIT 1)
    ) n WHERE a.id = ${id}`;
  return rows.map((row) => row.id);
}

async function loadSectionAndAncestors(
  tx: Transaction,
  sectionId: number | null,
): Promise<Pick<Section, 'id' | 'slug'>[]> {
  if (sectionId === null) return [];
  return tx.$queryRaw`
    WITH RECURSIVE above AS (
      SELECT id, slug, parent_id FROM section WHERE id = ${sectionId}
      UNION SELECT s.id, s.slug, s.parent_id FROM section s JOIN above a ON s.id = a.parent_id
    ) SELECT id, slug FROM above`;
}
