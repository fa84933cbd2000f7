import { cacheTags } from '../cache/cache-tags.js';
import { CHANGES_CHANNEL, type ChangeKind, type ContentLocation } from '../changes/change-log.js';
import { Prisma } from '../database/generated/client.js';
import { IS_LISTED } from '../fields/article-filter/listed.sql.js';
import { UNLISTED_KIND } from '../fields/content-model.js';
import { pickFilterable } from '../fields/filterable-fields.js';
import { type ArticleSnapshot, findMembershipTags, getAffectedTags } from './list-membership-tags.js';
import type { Transaction } from './write-lock.js';

export interface Change {
  kind: ChangeKind;
  /** Site for what has no ID of its own, with the ID 0. */
  nodeType: 'Article' | 'Section' | 'Tag' | 'Author' | 'Redirect' | 'Newsletter' | 'NewsletterIssue' | 'Site';
  nodeId: number;
  /** Cache tags of everything the change affects, before and after it: see cache/cache-tags.ts. */
  keys: string[];
  /** Public locations before and after the change; null when the content was not, or is not, public. */
  before?: ContentLocation | null;
  after?: ContentLocation | null;
}

/**
 * Appends a row to the change log in the transaction of the change and notifies listeners. The caller must
 * hold the write lock.
 */
export async function appendChange(tx: Transaction, change: Change): Promise<void> {
  const { kind, nodeType, nodeId, before, after } = change;
  const tags = [...change.keys, ...NAME_TAGS[nodeType]];
  const locations = { before: toJsonLocation(before), after: toJsonLocation(after) };
  const { sequence } = await tx.contentChange.create({
    data: { at: new Date(), kind, nodeType, nodeId, keys: [...new Set(tags)].sort(), ...locations },
  });
  await tx.$executeRaw`SELECT pg_notify(${CHANGES_CHANNEL}, ${String(sequence)})`;
}

/** Cache tags of content that is found by name. Articles compute such tags themselves. */
const NAME_TAGS: Record<Change['nodeType'], string[]> = {
  Article: [],
  Section: [cacheTags.names],
  Tag: [cacheTags.search, cacheTags.names],
  Author: [cacheTags.search, cacheTags.names],
  Redirect: [],
  Newsletter: [],
  NewsletterIssue: [],
  Site: [],
};

function toJsonLocation(location: ContentLocation | null | undefined) {
  return location ? { slug: location.slug, path: location.path } : Prisma.DbNull;
}

/** Returns the public state of an article, or null if it is not public. Its statements are pipelined. */
export async function snapshotArticle(tx: Transaction, id: number): Promise<ArticleSnapshot | null> {
  const article = await tx.article.findUnique({
    where: { id },
    include: {
      authors: { include: { author: true } },
      tags: { include: { tag: true } },
      sections: { include: { section: true }, orderBy: { position: 'asc' } },
    },
  });
  if (!article) return null;
  const { slug, path, revision, title, listedAt, kind, fields } = article;
  const { imageId, language, series, wordCount } = article;
  const tags = article.tags.map(({ tag }) => tag);
  const authors = article.authors.map(({ author }) => author);
  const sections = article.sections.map(({ section }) => section);
  const ownSections = article.sections.filter(({ position }) => position !== null);
  const [pins, related, textDigest, popularity, neighbourIds] = await Promise.all([
    tx.articlePin.findMany({ where: { pinnedId: id }, select: { articleId: true } }),
    tx.relatedArticle.findMany({ where: { relatedId: id }, select: { articleId: true } }),
    loadTextDigest(tx, id),
    tx.articlePopularity.findFirst({ where: { articleId: id } }),
    loadNeighbourIds(tx, id),
  ]);
  return {
    ...{ slug, path, revision, title, listedAt, tags, authors, textDigest, neighbourIds },
    filterValues: {
      ...(fields as object),
      ...pickFilterable<unknown>(article),
      ...{
        kind,
        language,
        series,
        wordCount,
        section: ownSections.map(({ sectionId }) => sectionId).sort(),
        image: imageId !== null,
      },
    },
    hasViews: popularity !== null,
    ownSections: ownSections.map(({ section }) => section.slug),
    isListed: kind !== UNLISTED_KIND,
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
    shownWithIds: [...pins, ...related].map(({ articleId }) => articleId),
  };
}

/**
 * Appends the change between two snapshots of an article, or nothing if it is public in neither. `touched`
 * are additional cache tags to invalidate.
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
  const isListed = Prisma.raw(IS_LISTED);
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT n.id FROM article a CROSS JOIN LATERAL (
      (SELECT p.id FROM article p WHERE p.${isListed} AND (p.listed_at, p.id) < (a.listed_at, a.id)
        ORDER BY p.listed_at DESC, p.id DESC LIMIT 1)
      UNION ALL
      (SELECT f.id FROM article f WHERE f.${isListed} AND (f.listed_at, f.id) > (a.listed_at, a.id)
        ORDER BY f.listed_at, f.id LIMIT 1)
    ) n WHERE a.id = ${id}`;
  return rows.map((row) => row.id);
}
