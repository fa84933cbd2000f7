import { cacheTags } from '../../../cache/cache-tags.js';
import { appendChange } from '../../../mutations/append-change.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { assignPaths } from '../../urls/reserve-path.js';
import { deleteMerged } from './delete-merged.js';
import type { TaxonomyKind } from './taxonomy-kind.js';
import type { Term } from './term-table.js';

interface TermMerge {
  sources: Term[];
  target: Term;
  /** Cache tags of what changes besides. */
  touched: string[];
}

/**
 * Merges tags, authors or series: every article that has one of `sources` has `target` once instead. Former paths
 * redirect, and former names in texts resolve to it; uses a fixed number of statements.
 */
export async function mergeTerms(
  tx: Transaction,
  kind: TaxonomyKind,
  { sources, target, touched }: TermMerge,
): Promise<void> {
  const { type, owner, idColumn, filter, listTag, buildPath } = kind;
  const ids = sources.map(({ id }) => id);
  const published = await kind.listPublished(tx, ids);
  await kind.relink(tx, ids, target.id);
  const getPath = ({ slug }: Term) => buildPath(slug);
  const known = await tx.address.findMany({
    where: { isPublic: true, OR: [{ [idColumn]: { in: ids } }, { path: { in: sources.map(getPath) } }] },
  });
  const isPublished = ({ id }: Term) => published.some(({ termId }) => termId === id);
  const toTargets = (terms: Term[]) => terms.map((term) => ({ path: getPath(term), id: target.id }));
  const moveToTarget = { where: { [idColumn]: { in: ids } }, data: { [idColumn]: target.id } };
  await tx.address.updateMany(moveToTarget);
  await assignPaths(tx, owner, toTargets(sources.filter(isPublished)));
  await assignPaths(tx, owner, toTargets(sources.filter((term) => !isPublished(term))), false);
  await tx.sourceTerm.updateMany(moveToTarget);
  await deleteMerged(tx, target.id, () => kind.table(tx).deleteMany({ where: { id: { in: ids } } }));
  if (published.length === 0 && known.length === 0 && touched.length === 0) return;
  const location = { slug: target.slug, path: getPath(target) };
  const paths = [...known.map(({ path }) => path), ...[target, ...sources.filter(isPublished)].map(getPath)];
  const ownTag = cacheTags[filter];
  await appendChange(tx, {
    kind: 'MERGED',
    nodeType: type,
    nodeId: target.id,
    before: location,
    after: location,
    keys: [
      listTag,
      ownTag(target.id),
      ...touched,
      ...paths.map(cacheTags.path),
      ...[target, ...sources]
        .flatMap((term) => kind.getFilterValues(term))
        .map((value) => cacheTags.filteredBy(filter, value)),
      ...[target, ...sources].flatMap(({ id }) => cacheTags.articlesInAnyOrder(`${filter}:${id}`)),
      ...published.flatMap(({ articleId, termId }) => [cacheTags.article(articleId), ownTag(termId)]),
    ],
  });
}
