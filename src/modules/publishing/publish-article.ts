import { cacheTags } from '../../cache/cache-tags.js';
import { appendArticleChange, appendChange, snapshotArticle } from '../../mutations/affected-tags.js';
import type { ArticleSnapshot } from '../../mutations/list-membership-tags.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { normalizeFormerAddress } from '../../shared/paths.js';
import { assignPaths, filterAvailablePaths, publishPaths, reservePath } from '../urls/reserve-path.js';
import { copyDraft } from './copy-draft.js';

/**
 * Copies an article's draft to the published tables, which are written nowhere else. Independent statements
 * are pipelined, since each round trip waits a turn of a busy event loop. Throws UserErrorException if the
 * path belongs to another article.
 */
export async function publish(
  tx: Transaction,
  id: number,
  snapshot?: { before: ArticleSnapshot | null },
): Promise<void> {
  const [before, { path }] = await Promise.all([
    snapshot ? snapshot.before : snapshotArticle(tx, id),
    tx.draft.findUniqueOrThrow({ where: { id } }),
  ]);
  await reservePath(tx, path, id);
  await tx.$executeRaw`
    UPDATE draft SET published_at = coalesce(published_at, date_trunc('milliseconds', now())),
      scheduled_for = NULL, unpublished_at = NULL WHERE id = ${id}`;
  await copyDraft(tx, id);
  const [, , publicPaths] = await Promise.all([
    tx.articleAuthor.deleteMany({ where: { articleId: id } }),
    tx.articleTag.deleteMany({ where: { articleId: id } }),
    publishPaths(tx, id),
  ]);
  const authors = tx.$executeRaw`
    INSERT INTO article_author (article_id, author_id, position, listed_at)
    SELECT a.id, d.author_id, d.position, a.listed_at
    FROM draft_author d JOIN article a ON a.id = d.article_id WHERE a.id = ${id}`;
  const tags = tx.$executeRaw`
    INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT a.id, d.tag_id, d.position, a.listed_at
    FROM draft_tag d JOIN article a ON a.id = d.article_id WHERE a.id = ${id}`;
  const sections = tx.$executeRaw`SELECT publish_sections(${id}::int)`;
  await Promise.all([authors, tags, sections]);
  const touched = publicPaths.map(cacheTags.path);
  await appendArticleChange(tx, id, before, await snapshotArticle(tx, id), { touched });
}

/** Removes an article from the published tables. Its draft and paths stay. */
export async function unpublish(tx: Transaction, id: number): Promise<void> {
  const before = await snapshotArticle(tx, id);
  if (!before) return;
  await tx.article.delete({ where: { id } });
  await tx.draft.update({ where: { id }, data: { unpublishedAt: new Date() } });
  await appendArticleChange(tx, id, before, null);
}

/** Records that an imported draft was unpublished at its source, so that its free paths resolve as gone. */
export async function recordUnpublished(
  tx: Transaction,
  id: number,
  unpublishedAt: Date,
  aliases: string[],
): Promise<void> {
  const { path } = await tx.draft.update({ where: { id }, data: { unpublishedAt } });
  const paths = [path, ...aliases.flatMap((alias) => normalizeFormerAddress(alias) ?? [])];
  const free = await filterAvailablePaths(tx, paths, id);
  if (free.length === 0) return;
  const targets = free.map((each) => ({ path: each, id }));
  await assignPaths(tx, 'article_id', targets);
  const noLocations = { before: null, after: null };
  const tags = free.map(cacheTags.path);
  await appendChange(tx, {
    kind: 'UNPUBLISHED',
    nodeType: 'Article',
    nodeId: id,
    keys: tags,
    ...noLocations,
  });
}
