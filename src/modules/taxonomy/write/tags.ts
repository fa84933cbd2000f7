import { cacheTags } from '../../../cache/cache-tags.js';
import type { Tag } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { assignPaths } from '../../urls/reserve-path.js';
import type { OptionalId } from './preserve-id.js';
import {
  assertPathAvailable,
  deleteUnpublishedNames,
  handleCreated,
  handleUpdated,
  TAG_KIND,
} from './rename.js';

/** The editable data of a tag. */
export type TagData = Pick<Tag, 'slug' | 'name' | 'imageId'>;

/** Creates a tag. Throws UserErrorException if its slug, name or path is taken. */
export async function createTag(tx: Transaction, data: TagData): Promise<number> {
  await assertTagAvailable(tx, data, null);
  await assertPathAvailable(tx, TAG_KIND, data.slug);
  return insertTag(tx, data);
}

/**
 * Creates a tag like createTag, but allows an equal name, and an article at its path: for imports and
 * articles.
 */
export async function insertTag(
  tx: Transaction,
  { slug, name, imageId, id }: TagData & OptionalId,
): Promise<number> {
  const tag = await tx.tag.create({ data: { slug, name, imageId, ...(id !== undefined && { id }) } });
  await handleCreated(tx, TAG_KIND, tag);
  return tag.id;
}

/** Updates a tag. Throws UserErrorException if its slug, name or path is taken. */
export async function changeTag(tx: Transaction, tag: Tag, data: TagData): Promise<void> {
  await assertTagAvailable(tx, data, tag.id);
  if (data.slug !== tag.slug) await assertPathAvailable(tx, TAG_KIND, data.slug);
  await saveTag(tx, tag, data);
}

/** Updates a tag like changeTag, without its checks: for imports. */
export async function saveTag(tx: Transaction, tag: Tag, { slug, name, imageId }: TagData): Promise<void> {
  if (slug === tag.slug && name === tag.name && imageId === tag.imageId) return;
  await handleUpdated(
    tx,
    TAG_KIND,
    tag,
    await tx.tag.update({ where: { id: tag.id }, data: { slug, name, imageId } }),
  );
}

/** Deletes a tag. Throws UserErrorException if an article carries it. */
export async function removeTag(tx: Transaction, { id, name }: Tag): Promise<void> {
  const articles = await tx.draft.count({
    where: { OR: [{ tags: { some: { tagId: id } } }, { article: { tags: { some: { tagId: id } } } }] },
  });
  if (articles > 0) {
    const message = `${articles} article${articles === 1 ? ' has' : 's have'} the tag "${name}" (drafts and published). Replace it with mergeTags first.`;
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  await deleteUnpublishedNames(tx, TAG_KIND, id);
  await tx.tag.delete({ where: { id } });
}

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

async function assertTagAvailable(
  tx: Transaction,
  { slug, name }: TagData,
  id: number | null,
): Promise<void> {
  const others = await tx.$queryRaw<Tag[]>`
    SELECT id, slug, name FROM tag
    WHERE (slug = ${slug} OR lower(name) = lower(${name})) AND id IS DISTINCT FROM ${id}::int`;
  const [other] = others;
  if (!other) return;
  const isSlug = others.some((tag) => tag.slug === slug);
  const message = `The tag "${other.name}" (${other.slug}) already exists. To merge the two tags, use mergeTags.`;
  throw createUserErrorException(message, UserErrorCode.TAKEN, [isSlug ? 'slug' : 'name']);
}
