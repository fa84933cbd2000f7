import { CHANGES_CHANNEL } from '../../database/changes.js';
import type { Transaction } from './turns.js';

export type ChangeKind =
  | 'PUBLISHED'
  | 'UPDATED'
  | 'CORRECTED'
  | 'MOVED'
  | 'UNPUBLISHED'
  | 'DELETED'
  | 'VOCABULARY';

export interface Change {
  kind: ChangeKind;
  nodeType: 'Article' | 'Section' | 'Tag' | 'Author';
  nodeId: number;
  keys: string[];
}

/** Appends to the change log, in the transaction of the change itself; call it in turn only. */
export async function appendChange(tx: Transaction, { kind, nodeType, nodeId, keys }: Change): Promise<void> {
  const { sequence } = await tx.contentChange.create({
    data: { at: new Date(), kind, nodeType, nodeId, keys: [...new Set(keys)].sort() },
  });
  await tx.$executeRaw`SELECT pg_notify(${CHANGES_CHANNEL}, ${String(sequence)})`;
}

/** What of an article readers see, and every key under which they come upon it; null when they see nothing. */
export interface Footprint {
  path: string;
  revision: number;
  keys: string[];
}

export async function footprintOf(tx: Transaction, id: number): Promise<Footprint | null> {
  const article = await tx.article.findUnique({
    where: { id },
    include: { authors: { select: { authorId: true } }, tags: { select: { tagId: true } } },
  });
  if (!article) return null;
  const { slug, path, revision, authors, tags, sectionId } = article;
  const keys = [
    'articles',
    `article:${id}`,
    `slug:${slug}`,
    `path:${path}`,
    ...authors.map(({ authorId }) => `author:${authorId}`),
    ...tags.map(({ tagId }) => `tag:${tagId}`),
    ...(await sectionAndAbove(tx, sectionId)).map((section) => `section:${section}`),
  ];
  return { path, revision, keys };
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
  await appendChange(tx, { kind: kindOf(before, after), nodeType: 'Article', nodeId: id, keys });
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
