import { cacheTags } from '../../../cache/cache-tags.js';
import type { Tag } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { assignPaths } from '../../urls/reserve-path.js';
import { TAG_KIND } from './taxonomy-kind.js';

/**
 * Merges tags: every article that carries one of `sources` carries `target` once instead. Former paths
 * redirect, and former names in texts resolve to it; uses a fixed number of statements.
 */
export async function mergeTags(tx: Transaction, sources: Tag[], target: Tag): Promise<void> {
  const ids = sources.map(({ id }) => id);
  const carried = await tx.$queryRaw<{ articleId: number; tagId: number }[]>`
    SELECT article_id AS "articleId", tag_id AS "tagId" FROM article_tag WHERE tag_id = ANY(${ids}::int[])`;
  await tx.$executeRaw`
    INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT article_id, ${target.id}::int, min(position), min(listed_at) FROM article_tag
    WHERE tag_id = ANY(${ids}::int[]) GROUP BY article_id
    ON CONFLICT (article_id, tag_id) DO UPDATE SET position = least(article_tag.position, excluded.position)`;
  await tx.$executeRaw`
    INSERT INTO draft_tag (article_id, tag_id, position)
    SELECT article_id, ${target.id}::int, min(position) FROM draft_tag
    WHERE tag_id = ANY(${ids}::int[]) GROUP BY article_id
    ON CONFLICT (article_id, tag_id) DO UPDATE SET position = least(draft_tag.position, excluded.position)`;
  await tx.articleTag.deleteMany({ where: { tagId: { in: ids } } });
  await tx.draftTag.deleteMany({ where: { tagId: { in: ids } } });
  const known = await tx.address.findMany({
    where: { isPublic: true, OR: [{ tagId: { in: ids } }, { path: { in: sources.map(getTagPath) } }] },
  });
  const isCarried = ({ id }: Tag) => carried.some(({ tagId }) => tagId === id);
  await tx.address.updateMany({ where: { tagId: { in: ids } }, data: { tagId: target.id } });
  await assignPaths(tx, 'tag_id', getPathTargets(sources.filter(isCarried), target));
  await assignPaths(
    tx,
    'tag_id',
    getPathTargets(
      sources.filter((tag) => !isCarried(tag)),
      target,
    ),
    false,
  );
  await tx.sourceTerm.updateMany({ where: { tagId: { in: ids } }, data: { tagId: target.id } });
  await tx.tag.deleteMany({ where: { id: { in: ids } } });
  if (carried.length === 0 && known.length === 0) return;
  const paths = [...known.map(({ path }) => path), ...[target, ...sources.filter(isCarried)].map(getTagPath)];
  await appendChange(tx, {
    kind: 'MERGED',
    nodeType: 'Tag',
    nodeId: target.id,
    before: getTagLocation(target),
    after: getTagLocation(target),
    keys: [
      cacheTags.tags,
      cacheTags.tag(target.id),
      ...paths.map(cacheTags.path),
      ...[target, ...sources].map(({ slug }) => cacheTags.filteredBy('tag', slug)),
      ...[target, ...sources].flatMap(({ id }) => cacheTags.articlesInAnyOrder(`tag:${id}`)),
      ...carried.flatMap(({ articleId, tagId }) => [cacheTags.article(articleId), cacheTags.tag(tagId)]),
    ],
  });
}

function getTagPath({ slug }: Tag) {
  return TAG_KIND.buildPath(slug);
}

function getTagLocation(tag: Tag) {
  return { slug: tag.slug, path: getTagPath(tag) };
}

function getPathTargets(sources: Tag[], { id }: Tag) {
  return sources.map((tag) => ({ path: getTagPath(tag), id }));
}
