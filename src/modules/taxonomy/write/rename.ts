import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../../cache/cache-tags.js';
import type { ChangeKind } from '../../../changes/change-log.js';
import type { Prisma } from '../../../database/generated/client.js';
import { loadSiteLanguages } from '../../../database/site-languages.js';
import { appendChange } from '../../../mutations/append-change.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { listTermPaths } from '../../../shared/translated-texts.js';
import { zip } from '../../../shared/zip.js';
import { assertPathsAvailable, assignPaths, moveFronts } from '../../urls/reserve-path.js';
import type { TaxonomyKind } from './taxonomy-kind.js';

interface TaxonomyRef {
  id: number;
  slug: string;
  name: string;
  texts?: unknown;
}

/** Updates paths after a tag, author or series was created: takes over its path if that redirects elsewhere. */
export async function handleCreated(
  tx: Transaction,
  kind: TaxonomyKind,
  { id, slug }: Omit<TaxonomyRef, 'name'>,
): Promise<void> {
  const isPublic = await takeOverPath(tx, kind, { id, slug }, false);
  if (!isPublic) return;
  await appendTaxonomyChange(tx, kind, { kind: 'CREATED', id, before: null, after: slug }, []);
}

/**
 * Updates paths after a tag, author or series was changed: redirects the former path, and appends to the change log.
 */
export async function handleUpdated(
  tx: Transaction,
  kind: TaxonomyKind,
  before: TaxonomyRef,
  after: TaxonomyRef,
): Promise<void> {
  const { id } = after;
  const isPublished = await kind.isPublished(tx, id);
  const from = kind.buildPath(before.slug);
  const to = kind.buildPath(after.slug);
  // Clients request lists by these values.
  const values = [before, after].map((term) => kind.getFilterValues(term));
  const filterTags = getChangedValues(values).map((value) => cacheTags.filteredBy(kind.filter, value));
  filterTags.push(...(await moveTranslatedPaths(tx, kind, before, after, isPublished)));
  if (from === to) {
    const slugs = { before: before.slug, after: after.slug };
    if (isPublished) await appendTaxonomyChange(tx, kind, { kind: 'UPDATED', id, ...slugs }, filterTags);
    return;
  }
  const replacesPublicPath = await takeOverPath(tx, kind, after, isPublished);
  await assignPaths(tx, kind.owner, [{ path: from, id }], isPublished);
  const fronts = await moveFronts(tx, [{ from, to }]);
  if (!isPublished && !replacesPublicPath && fronts.length === 0) return;
  await appendTaxonomyChange(tx, kind, { kind: 'MOVED', id, before: before.slug, after: after.slug }, [
    ...filterTags,
    ...fronts,
  ]);
}

/** Redirects the former paths of a term in further languages of the site. Returns the cache tags of these and the new ones. */
async function moveTranslatedPaths(
  tx: Transaction,
  kind: TaxonomyKind,
  before: TaxonomyRef,
  after: TaxonomyRef,
  isPublished: boolean,
): Promise<string[]> {
  if (before.slug === after.slug && isDeepStrictEqual(before.texts, after.texts)) return [];
  const languages = await loadSiteLanguages(tx);
  if (!languages) return [];
  const [[, ...former], [, ...current]] = [before, after].map((term) =>
    listTermPaths(kind.buildPath, term, languages),
  ) as [string[], string[]];
  const moves = zip(former, current).flatMap(([from, to]) => (from === to ? [] : [{ from, to }]));
  if (moves.length === 0) return [];
  const targets = moves.map(({ from }) => ({ path: from, id: after.id }));
  await assignPaths(tx, kind.owner, targets, isPublished);
  await tx.address.deleteMany({ where: { path: { in: moves.map(({ to }) => to) } } });
  const fronts = await moveFronts(tx, moves);
  return [...moves.flatMap(({ from, to }) => [from, to]).map(cacheTags.path), ...fronts];
}

/** Throws UserErrorException if other content is at the path of a tag, author or series with this slug. */
export function assertPathAvailable(tx: Transaction, kind: TaxonomyKind, slug: string): Promise<void> {
  return assertPathsAvailable(tx, [kind.buildPath(slug)], ['slug']);
}

/**
 * Deletes the former paths that were never public; public ones become GONE. Must be called before a tag,
 * author or series is deleted.
 */
export async function deleteUnpublishedNames(tx: Transaction, kind: TaxonomyKind, id: number): Promise<void> {
  const where: Prisma.AddressWhereInput = { [kind.idColumn]: id, isPublic: false };
  await tx.address.deleteMany({ where });
}

/** Returns the values that only one of two lists has. */
function getChangedValues([before = [], after = []]: string[][]): string[] {
  return [
    ...before.filter((value) => !after.includes(value)),
    ...after.filter((value) => !before.includes(value)),
  ];
}

/** Returns true if the change is public, because the path was a public redirect. */
async function takeOverPath(
  tx: Transaction,
  kind: TaxonomyKind,
  { id, slug }: Omit<TaxonomyRef, 'name'>,
  isPublished: boolean,
): Promise<boolean> {
  const path = kind.buildPath(slug);
  const address = await tx.address.findUnique({ where: { path } });
  if (!address) return false;
  await assignPaths(tx, kind.owner, [{ path, id }], isPublished);
  return address.isPublic;
}

async function appendTaxonomyChange(
  tx: Transaction,
  { type, filter, listTag, buildPath }: TaxonomyKind,
  { kind, id, ...slugs }: { kind: ChangeKind; id: number; before: string | null; after: string | null },
  touched: string[],
): Promise<void> {
  const toLocation = (slug: string | null) => (slug === null ? null : { slug, path: buildPath(slug) });
  const before = toLocation(slugs.before);
  const after = toLocation(slugs.after);
  const paths = [before, after].flatMap((at) => (at ? [cacheTags.path(at.path)] : []));
  await appendChange(tx, {
    kind,
    nodeType: type,
    nodeId: id,
    keys: [cacheTags[filter](id), ...touched, ...paths, listTag],
    before,
    after,
  });
}
