import type { Tag } from '../../../database/generated/client.js';
import { keys } from '../../../database/keys.js';
import { leadTo } from '../addresses.js';
import { rejected } from '../article-content.js';
import { appendChange } from '../change-log.js';
import type { Numbered } from '../own-number.js';
import type { Transaction } from '../turns.js';
import { UserErrorCode } from '../user-error-code.js';
import { forgetNames, refuseTakenPath, resettle, settle, TAG } from './named.js';

/** What editors say of a tag. */
export type TagFacts = Pick<Tag, 'slug' | 'name'>;

/** Throws ContentRejected when its slug, its name or its address is taken. */
export async function createTag(tx: Transaction, facts: TagFacts): Promise<number> {
  await refuseTaken(tx, facts, null);
  await refuseTakenPath(tx, TAG, facts.slug);
  return insertTag(tx, facts);
}

/** As createTag, where the same name and an article at its address do not matter: for imports and articles. */
export async function insertTag(tx: Transaction, { slug, name, id }: TagFacts & Numbered): Promise<number> {
  const tag = await tx.tag.create({ data: { slug, name, ...(id !== undefined && { id }) } });
  await settle(tx, TAG, tag);
  return tag.id;
}

/** Throws ContentRejected when its slug, its name or its address is taken. */
export async function changeTag(tx: Transaction, tag: Tag, facts: TagFacts): Promise<void> {
  await refuseTaken(tx, facts, tag.id);
  if (facts.slug !== tag.slug) await refuseTakenPath(tx, TAG, facts.slug);
  await saveTag(tx, tag, facts);
}

/** As changeTag, for imports. */
export async function saveTag(tx: Transaction, tag: Tag, { slug, name }: TagFacts): Promise<void> {
  if (slug === tag.slug && name === tag.name) return;
  await resettle(tx, TAG, tag, await tx.tag.update({ where: { id: tag.id }, data: { slug, name } }));
}

/** Deletes a tag that no article carries. Throws ContentRejected when one does. */
export async function removeTag(tx: Transaction, { id, name }: Tag): Promise<void> {
  const articles = await tx.draft.count({
    where: { OR: [{ tags: { some: { tagId: id } } }, { article: { tags: { some: { tagId: id } } } }] },
  });
  if (articles > 0) {
    const message = `${articles} article${articles === 1 ? ' carries' : 's carry'} "${name}", drafts and published: mergeTags gives them another tag.`;
    throw rejected(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  await forgetNames(tx, TAG, id);
  await tx.tag.delete({ where: { id } });
}

/**
 * Makes several tags one: every article that carries one of `gone` carries `kept` in its place, once. The old
 * addresses lead to it, and so do the old names in texts that editors save again. A fixed number of statements.
 */
export async function mergeTags(tx: Transaction, gone: Tag[], kept: Tag): Promise<void> {
  const ids = gone.map(({ id }) => id);
  const carried = await tx.$queryRaw<{ articleId: number; tagId: number }[]>`
    SELECT article_id AS "articleId", tag_id AS "tagId" FROM article_tag WHERE tag_id = ANY(${ids}::int[])`;
  await tx.$executeRaw`
    INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT article_id, ${kept.id}::int, min(position), min(listed_at) FROM article_tag
    WHERE tag_id = ANY(${ids}::int[]) GROUP BY article_id
    ON CONFLICT (article_id, tag_id) DO UPDATE SET position = least(article_tag.position, excluded.position)`;
  await tx.$executeRaw`
    INSERT INTO draft_tag (article_id, tag_id, position)
    SELECT article_id, ${kept.id}::int, min(position) FROM draft_tag
    WHERE tag_id = ANY(${ids}::int[]) GROUP BY article_id
    ON CONFLICT (article_id, tag_id) DO UPDATE SET position = least(draft_tag.position, excluded.position)`;
  await tx.articleTag.deleteMany({ where: { tagId: { in: ids } } });
  await tx.draftTag.deleteMany({ where: { tagId: { in: ids } } });
  const known = await tx.address.findMany({
    where: { isPublic: true, OR: [{ tagId: { in: ids } }, { path: { in: gone.map(pathOf) } }] },
  });
  const isSeen = ({ id }: Tag) => carried.some(({ tagId }) => tagId === id);
  await tx.address.updateMany({ where: { tagId: { in: ids } }, data: { tagId: kept.id } });
  await leadTo(tx, 'tag_id', placesOf(gone.filter(isSeen), kept));
  await leadTo(
    tx,
    'tag_id',
    placesOf(
      gone.filter((tag) => !isSeen(tag)),
      kept,
    ),
    false,
  );
  await tx.tag.deleteMany({ where: { id: { in: ids } } });
  if (carried.length === 0 && known.length === 0) return;
  const paths = [...known.map(({ path }) => path), ...[kept, ...gone.filter(isSeen)].map(pathOf)];
  await appendChange(tx, {
    kind: 'MERGED',
    nodeType: 'Tag',
    nodeId: kept.id,
    before: placeOf(kept),
    after: placeOf(kept),
    keys: [
      ...[keys.tags, keys.tag(kept.id), ...paths.map(keys.path)],
      ...[kept, ...gone].map(({ slug }) => keys.filed('tag', slug)),
      ...[kept, ...gone].flatMap(({ id }) => keys.articlesInAnyOrder(`tag:${id}`)),
      ...carried.flatMap(({ articleId, tagId }) => [keys.article(articleId), keys.tag(tagId)]),
    ],
  });
}

function pathOf({ slug }: Tag) {
  return TAG.pathOf(slug);
}

function placeOf(tag: Tag) {
  return { slug: tag.slug, path: pathOf(tag) };
}

function placesOf(gone: Tag[], { id }: Tag) {
  return gone.map((tag) => ({ path: pathOf(tag), id }));
}

async function refuseTaken(tx: Transaction, { slug, name }: TagFacts, id: number | null): Promise<void> {
  const others = await tx.$queryRaw<Tag[]>`
    SELECT id, slug, name FROM tag
    WHERE (slug = ${slug} OR lower(name) = lower(${name})) AND id IS DISTINCT FROM ${id}::int`;
  const [other] = others;
  if (!other) return;
  const isSlug = others.some((tag) => tag.slug === slug);
  const message = `There is a tag "${other.name}" (${other.slug}) already; mergeTags makes two tags one.`;
  throw rejected(message, UserErrorCode.TAKEN, [isSlug ? 'slug' : 'name']);
}
