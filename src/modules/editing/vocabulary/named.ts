import type { ChangeKind } from '../../../database/changes.js';
import { keys } from '../../../database/keys.js';
import { authorPath, tagPath } from '../../../shared/paths.js';
import { leadTo, type Owner, refuseTakenPaths } from '../addresses.js';
import { appendChange } from '../change-log.js';
import type { Transaction } from '../turns.js';

/** Tags and authors have this in common: readers see them from the first published article that names them. */
export interface Kind {
  type: 'Tag' | 'Author';
  owner: Owner;
  /** Key of the list of all that readers see. */
  list: 'tags' | 'authors';
  /** As filters of articles call it. */
  filter: 'tag' | 'author';
  pathOf(slug: string): string;
  isSeen(tx: Transaction, id: number): Promise<boolean>;
}

export const TAG: Kind = {
  type: 'Tag',
  owner: 'tag_id',
  list: 'tags',
  filter: 'tag',
  pathOf: tagPath,
  isSeen: async (tx, tagId) => (await tx.articleTag.count({ where: { tagId } })) > 0,
};

export const AUTHOR: Kind = {
  type: 'Author',
  owner: 'author_id',
  list: 'authors',
  filter: 'author',
  pathOf: authorPath,
  isSeen: async (tx, authorId) => (await tx.articleAuthor.count({ where: { authorId } })) > 0,
};

interface Naming {
  id: number;
  slug: string;
}

/** Call it after a tag or an author was created: takes over an address that leads elsewhere. */
export async function settle(tx: Transaction, kind: Kind, { id, slug }: Naming): Promise<void> {
  const isNoticed = await takeOver(tx, kind, { id, slug }, false);
  if (!isNoticed) return;
  await note(tx, kind, { kind: 'CREATED', id, before: null, after: slug }, []);
}

/** Call it after a tag or an author was changed: keeps its old address, and tells whom it concerns. */
export async function resettle(tx: Transaction, kind: Kind, before: Naming, after: Naming): Promise<void> {
  const { id } = after;
  const isSeen = await kind.isSeen(tx, id);
  const from = kind.pathOf(before.slug);
  const to = kind.pathOf(after.slug);
  if (from === to) {
    if (isSeen) await note(tx, kind, { kind: 'UPDATED', id, before: before.slug, after: after.slug }, []);
    return;
  }
  const isNoticed = await takeOver(tx, kind, after, isSeen);
  await leadTo(tx, kind.owner, [{ path: from, id }], isSeen);
  if (!isSeen && !isNoticed) return;
  // Lists are asked for by slug.
  const filed = [before, after].map(({ slug }) => keys.filed(kind.filter, slug));
  await note(tx, kind, { kind: 'MOVED', id, before: before.slug, after: after.slug }, filed);
}

/** Throws ContentRejected when something else lives where a tag or an author of this slug would. */
export function refuseTakenPath(tx: Transaction, kind: Kind, slug: string): Promise<void> {
  return refuseTakenPaths(tx, [kind.pathOf(slug)], ['slug']);
}

/**
 * Deletes what is known of its old addresses but for those that readers came upon: they answer GONE. Call it
 * before a tag or an author is deleted.
 */
export async function forgetNames(tx: Transaction, kind: Kind, id: number): Promise<void> {
  const own = kind.type === 'Tag' ? { tagId: id } : { authorId: id };
  await tx.address.deleteMany({ where: { ...own, isPublic: false } });
}

/** Answers whether readers can notice: something led elsewhere from there. */
async function takeOver(
  tx: Transaction,
  kind: Kind,
  { id, slug }: Naming,
  isSeen: boolean,
): Promise<boolean> {
  const path = kind.pathOf(slug);
  const address = await tx.address.findUnique({ where: { path } });
  if (!address) return false;
  await leadTo(tx, kind.owner, [{ path, id }], isSeen);
  return address.isPublic;
}

async function note(
  tx: Transaction,
  { type, list, pathOf }: Kind,
  { kind, id, ...slugs }: { kind: ChangeKind; id: number; before: string | null; after: string | null },
  touched: string[],
): Promise<void> {
  const place = (slug: string | null) => (slug === null ? null : { slug, path: pathOf(slug) });
  const before = place(slugs.before);
  const after = place(slugs.after);
  const paths = [before, after].flatMap((at) => (at ? [keys.path(at.path)] : []));
  const own = type === 'Tag' ? keys.tag(id) : keys.author(id);
  await appendChange(tx, {
    kind,
    nodeType: type,
    nodeId: id,
    keys: [own, ...touched, ...paths, keys[list]],
    before,
    after,
  });
}
