import { CHANGES_CHANNEL, type ChangeKind, type Place } from '../../database/changes.js';
import { Prisma } from '../../database/generated/client.js';
import { authorPath, tagPath } from '../../shared/paths.js';
import type { Transaction } from './turns.js';

export interface Change {
  kind: ChangeKind;
  nodeType: 'Article' | 'Section' | 'Tag' | 'Author';
  nodeId: number;
  /**
   * What the change touches, as it was before and as it is after. An answer is outdated by a change that names
   * anything it was made of:
   * - `article:12`, `section:3`, `tag:3`, `author:3`: the thing itself, wherever it is shown, and the list of the
   *   articles in it (a section's also of those below). An article that shows a tag was made of that tag: renaming
   *   it names no articles. An article is named when its own address or tags are other ones.
   * - `articles`, `tags`, `authors`: every list over all of them, filtered ones too, their order and counts.
   * - `sections`: the section tree, which is read as a whole.
   * - `path:/world/talks`: what lives, or does not, at an address, a tag's and an author's page included.
   * - `related:12`: what is related to an article; named when its pins, or what is pinned to it, come or go.
   * - `slug:talks`: the article of a slug, or that there is none.
   */
  keys: string[];
  /** Where readers had it before, and have it from now on; null when they had, or have, nothing of it. */
  before?: Place | null;
  after?: Place | null;
}

/** Appends to the change log, in the transaction of the change itself; call it in turn only. */
export async function appendChange(tx: Transaction, change: Change): Promise<void> {
  const { kind, nodeType, nodeId, keys, before, after } = change;
  const places = { before: jsonOf(before), after: jsonOf(after) };
  const { sequence } = await tx.contentChange.create({
    data: { at: new Date(), kind, nodeType, nodeId, keys: [...new Set(keys)].sort(), ...places },
  });
  await tx.$executeRaw`SELECT pg_notify(${CHANGES_CHANNEL}, ${String(sequence)})`;
}

function jsonOf(place: Place | null | undefined) {
  return place ? { slug: place.slug, path: place.path } : Prisma.DbNull;
}

/** What of an article readers see, and every key under which they come upon it; null when they see nothing. */
export interface Footprint extends Place {
  revision: number;
  keys: string[];
}

export async function footprintOf(tx: Transaction, id: number): Promise<Footprint | null> {
  const article = await tx.article.findUnique({
    where: { id },
    include: { authors: { include: { author: true } }, tags: { include: { tag: true } } },
  });
  if (!article) return null;
  const pinning = await tx.articlePin.findMany({ where: { pinnedId: id }, select: { articleId: true } });
  const { slug, path, revision, authors, tags, sectionId } = article;
  const keys = [
    'articles',
    `article:${id}`,
    `slug:${slug}`,
    `path:${path}`,
    ...authors.flatMap(({ author }) => [`author:${author.id}`, `path:${authorPath(author.slug)}`]),
    ...tags.flatMap(({ tag }) => [`tag:${tag.id}`, `path:${tagPath(tag.slug)}`]),
    ...(await sectionAndAbove(tx, sectionId)).map((section) => `section:${section}`),
    ...pinning.map(({ articleId }) => `related:${articleId}`),
  ];
  return { slug, path, revision, keys };
}

/** Appends what happened to an article between two footprints; nothing when readers notice nothing. */
export async function appendArticleChange(
  tx: Transaction,
  id: number,
  before: Footprint | null,
  after: Footprint | null,
): Promise<void> {
  if (!before && !after) return;
  const keys = [...(before?.keys ?? []), ...(after?.keys ?? [])];
  // Whom no other article names appears with this one, and goes with it.
  if (names(before, 'tag:') !== names(after, 'tag:')) keys.push('tags');
  if (names(before, 'author:') !== names(after, 'author:')) keys.push('authors');
  await appendChange(tx, {
    kind: kindOf(before, after),
    nodeType: 'Article',
    nodeId: id,
    keys,
    before,
    after,
  });
}

function names(footprint: Footprint | null, prefix: string): string {
  return String(footprint?.keys.filter((key) => key.startsWith(prefix)).sort());
}

function kindOf(before: Footprint | null, after: Footprint | null): ChangeKind {
  if (!before) return 'PUBLISHED';
  if (!after) return 'UNPUBLISHED';
  return before.path === after.path ? 'UPDATED' : 'MOVED';
}

async function sectionAndAbove(tx: Transaction, sectionId: number | null): Promise<number[]> {
  if (sectionId === null) return [];
  const rows = await tx.$queryRaw<{ id: number }[]>`
    WITH RECURSIVE above AS (
      SELECT id, parent_id FROM section WHERE id = ${sectionId}
      UNION SELECT s.id, s.parent_id FROM section s JOIN above a ON s.id = a.parent_id
    ) SELECT id FROM above`;
  return rows.map(({ id }) => id);
}
