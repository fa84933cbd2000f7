import { cacheTags } from '../../../cache/cache-tags.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { buildAuthorPath } from '../../../shared/paths.js';

interface PublicAuthor {
  id: number;
  slug: string;
}

/** Replaces the authors of an entry. */
export async function replaceAuthors(tx: Transaction, entryId: number, authorIds: number[]): Promise<void> {
  await tx.liveBlogEntryAuthor.deleteMany({ where: { entryId } });
  const data = authorIds.map((authorId, position) => ({ entryId, authorId, position }));
  if (data.length > 0) await tx.liveBlogEntryAuthor.createMany({ data });
}

/** Returns the IDs of the authors of an entry, in order. */
export async function listAuthorIds(tx: Transaction, entryId: number): Promise<number[]> {
  const rows = await tx.liveBlogEntryAuthor.findMany({ where: { entryId }, orderBy: { position: 'asc' } });
  return rows.map(({ authorId }) => authorId);
}

/**
 * Runs a change of entries, and returns the cache tags of the authors that become public by it, with their first
 * entry or article, or are no longer.
 */
export async function trackPublicAuthors(
  tx: Transaction,
  authorIds: number[],
  change: () => Promise<void>,
): Promise<string[]> {
  if (authorIds.length === 0) {
    await change();
    return [];
  }
  const before = await listPublicAuthors(tx, authorIds);
  await change();
  const after = await listPublicAuthors(tx, authorIds);
  const differing = [...before, ...after].filter(
    ({ id }) => before.some((author) => author.id === id) !== after.some((author) => author.id === id),
  );
  if (differing.length === 0) return [];
  return [
    cacheTags.authors,
    cacheTags.names,
    ...differing.flatMap(({ id, slug }) => [cacheTags.author(id), cacheTags.path(buildAuthorPath(slug))]),
  ];
}

function listPublicAuthors(tx: Transaction, ids: number[]): Promise<PublicAuthor[]> {
  return tx.$queryRaw`SELECT id, slug FROM published.author WHERE id = ANY(${ids}::int[])`;
}
