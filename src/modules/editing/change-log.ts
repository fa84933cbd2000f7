import { CHANGES_CHANNEL, type ChangeKind, type Place } from '../../database/changes.js';
import { type Author, Prisma, type Section, type Tag } from '../../database/generated/client.js';
import { type ArticleListName, keys } from '../../database/keys.js';
import { articleKeys, comingAndGoing } from './article-keys.js';
import type { Transaction } from './turns.js';

export interface Change {
  kind: ChangeKind;
  nodeType: 'Article' | 'Section' | 'Tag' | 'Author' | 'Newsletter' | 'NewsletterIssue';
  nodeId: number;
  /** All that the change touches, as it was before and as it is after: see database/keys.ts. */
  keys: string[];
  /** Where readers had it before, and have it from now on; null when they had, or have, nothing of it. */
  before?: Place | null;
  after?: Place | null;
}

/** Appends to the change log, in the transaction of the change itself; call it in turn only. */
export async function appendChange(tx: Transaction, change: Change): Promise<void> {
  const { kind, nodeType, nodeId, before, after } = change;
  const touched = [...change.keys, ...FOUND_BY[nodeType]];
  const places = { before: jsonOf(before), after: jsonOf(after) };
  const { sequence } = await tx.contentChange.create({
    data: { at: new Date(), kind, nodeType, nodeId, keys: [...new Set(touched)].sort(), ...places },
  });
  await tx.$executeRaw`SELECT pg_notify(${CHANGES_CHANNEL}, ${String(sequence)})`;
}

/** What is found by its name. Articles say by themselves what of them has changed. */
const FOUND_BY: Record<Change['nodeType'], string[]> = {
  Article: [],
  Section: [keys.names],
  Tag: [keys.search, keys.names],
  Author: [keys.search, keys.names],
  Newsletter: [],
  NewsletterIssue: [],
};

function jsonOf(place: Place | null | undefined) {
  return place ? { slug: place.slug, path: place.path } : Prisma.DbNull;
}

/** What of an article readers see; its words as a digest. */
export interface Footprint extends Place {
  revision: number;
  title: string;
  /** Of all that is searched, but for names of tags and authors; null while search still knows it under old ones. */
  words: string | null;
  listedAt: Date;
  /** The lists that it stands in. */
  lists: ArticleListName[];
  /** What it is filed under, as filters name it: keys (database/keys.ts). */
  filed: string[];
  tags: Tag[];
  authors: Author[];
  /** Whether someone has read it of late, so that it can be popular. */
  isRead: boolean;
  /** The articles next to it by date. */
  neighbours: number[];
  /** The articles that it is shown with, as pinned or related. */
  shownWith: number[];
}

/** Null when readers see nothing of it. */
export async function footprintOf(tx: Transaction, id: number): Promise<Footprint | null> {
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
  const sections = await sectionAndAbove(tx, sectionId);
  return {
    ...{ slug, path, revision, title, listedAt, tags, authors },
    words: await wordsOf(tx, id),
    isRead: (await tx.articlePopularity.findFirst({ where: { articleId: id } })) !== null,
    filed: [
      ...sections.map((section) => keys.filed('section', section.slug)),
      ...tags.map((tag) => keys.filed('tag', tag.slug)),
      ...authors.map((author) => keys.filed('author', author.slug)),
    ],
    lists: [
      'site',
      ...sections.map((section) => `section:${section.id}` as const),
      ...tags.map((tag) => `tag:${tag.id}` as const),
      ...authors.map((author) => `author:${author.id}` as const),
    ],
    neighbours: await neighboursOf(tx, id),
    shownWith: [...pins, ...related].map(({ articleId }) => articleId),
  };
}

/**
 * Appends what happened to an article between two footprints; nothing when readers notice nothing. `touched` are
 * keys of what else has changed with it.
 */
export async function appendArticleChange(
  tx: Transaction,
  id: number,
  before: Footprint | null,
  after: Footprint | null,
  { kind = kindOf(before, after), touched = [] }: { kind?: ChangeKind; touched?: string[] } = {},
): Promise<void> {
  if (!before && !after) return;
  const comeOrGone = await comingAndGoing(tx, id, before, after);
  const named = [...articleKeys(id, before, after), ...comeOrGone, ...touched];
  await appendChange(tx, { kind, nodeType: 'Article', nodeId: id, keys: named, before, after });
}

function kindOf(before: Footprint | null, after: Footprint | null): ChangeKind {
  if (!before) return 'PUBLISHED';
  if (!after) return 'UNPUBLISHED';
  return before.path === after.path ? 'UPDATED' : 'MOVED';
}

async function wordsOf(tx: Transaction, id: number): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ words: string | null }[]>`
    SELECT md5((a.title, a.standfirst, b.text)::text) AS words
    FROM article a LEFT JOIN article_body b ON b.article_id = a.id
    WHERE a.id = ${id} AND NOT EXISTS (SELECT FROM search_due WHERE half = 'article' AND article_id = a.id)`;
  return row?.words ?? null;
}

async function neighboursOf(tx: Transaction, id: number): Promise<number[]> {
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

async function sectionAndAbove(
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
