import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { assignPaths } from '../../urls/reserve-path.js';
import type { TaxonomyKind } from './taxonomy-kind.js';
import type { Term } from './term-table.js';

/**
 * Merges tags or authors: every article that has one of `sources` has `target` once instead. Former paths
 * redirect, and former names in texts resolve to it; uses a fixed number of statements.
 */
export async function mergeTerms(
  tx: Transaction,
  kind: TaxonomyKind,
  sources: Term[],
  target: Term,
): Promise<void> {
  const { type, owner, idColumn, filter, list, buildPath } = kind;
  const ids = sources.map(({ id }) => id);
  const column = Prisma.raw(owner);
  const articleTable = Prisma.raw(`article_${filter}`);
  const draftTable = Prisma.raw(`draft_${filter}`);
  const published = await tx.$queryRaw<{ articleId: number; termId: number }[]>`
    SELECT article_id AS "articleId", ${column} AS "termId" FROM ${articleTable} WHERE ${column} = ANY(${ids}::int[])`;
  await tx.$executeRaw`
    INSERT INTO ${articleTable} (article_id, ${column}, position, listed_at)
    SELECT article_id, ${target.id}::int, min(position), min(listed_at) FROM ${articleTable}
    WHERE ${column} = ANY(${ids}::int[]) GROUP BY article_id
    ON CONFLICT (article_id, ${column}) DO UPDATE SET position = least(${articleTable}.position, excluded.position)`;
  await tx.$executeRaw`
    INSERT INTO ${draftTable} (article_id, ${column}, position)
    SELECT article_id, ${target.id}::int, min(position) FROM ${draftTable}
    WHERE ${column} = ANY(${ids}::int[]) GROUP BY article_id
    ON CONFLICT (article_id, ${column}) DO UPDATE SET position = least(${draftTable}.position, excluded.position)`;
  await tx.$executeRaw`DELETE FROM ${articleTable} WHERE ${column} = ANY(${ids}::int[])`;
  await tx.$executeRaw`DELETE FROM ${draftTable} WHERE ${column} = ANY(${ids}::int[])`;
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
  await kind.table(tx).deleteMany({ where: { id: { in: ids } } });
  if (published.length === 0 && known.length === 0) return;
  const location = { slug: target.slug, path: getPath(target) };
  const paths = [...known.map(({ path }) => path), ...[target, ...sources.filter(isPublished)].map(getPath)];
  const ownTag = type === 'Tag' ? cacheTags.tag : cacheTags.author;
  await appendChange(tx, {
    kind: 'MERGED',
    nodeType: type,
    nodeId: target.id,
    before: location,
    after: location,
    keys: [
      cacheTags[list],
      ownTag(target.id),
      ...paths.map(cacheTags.path),
      ...[target, ...sources].map(({ slug }) => cacheTags.filteredBy(filter, slug)),
      ...[target, ...sources].flatMap(({ id }) => cacheTags.articlesInAnyOrder(`${filter}:${id}`)),
      ...published.flatMap(({ articleId, termId }) => [cacheTags.article(articleId), ownTag(termId)]),
    ],
  });
}
