import { cacheTags } from '../../cache/cache-tags.js';
import { appendArticleChange, appendChange, snapshotArticle } from '../../mutations/affected-tags.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { normalizePath } from '../../shared/paths.js';
import { assignPaths, filterAvailablePaths, publishPaths, reservePath } from '../urls/reserve-path.js';

/**
 * Copies an article's draft, all of it, to where readers see it. Everything that readers can ever see of an
 * article is written here. Throws ContentRejected when its address is another article's.
 */
export async function publish(tx: Transaction, id: number): Promise<void> {
  const before = await snapshotArticle(tx, id);
  const { path } = await tx.draft.findUniqueOrThrow({ where: { id } });
  await reservePath(tx, path, id);
  await tx.$executeRaw`
    UPDATE draft SET published_at = coalesce(published_at, date_trunc('milliseconds', now())),
      scheduled_for = NULL, unpublished_at = NULL WHERE id = ${id}`;
  await tx.$executeRaw`
    INSERT INTO article (id, slug, path, title, standfirst, opening, word_count, section_id, image_id, series,
      series_part, seo_title, seo_description, revision, published_at, listed_at, updated_at)
    SELECT id, slug, path, title, standfirst, opening, word_count, section_id, image_id, series,
      series_part, seo_title, seo_description, revision, published_at, published_at, updated_at
    FROM draft WHERE id = ${id}
    ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, path = excluded.path, title = excluded.title,
      standfirst = excluded.standfirst, opening = excluded.opening, word_count = excluded.word_count,
      section_id = excluded.section_id, image_id = excluded.image_id, series = excluded.series,
      series_part = excluded.series_part, seo_title = excluded.seo_title,
      seo_description = excluded.seo_description, revision = excluded.revision,
      published_at = excluded.published_at, listed_at = excluded.listed_at, updated_at = excluded.updated_at`;
  await tx.$executeRaw`
    INSERT INTO article_body (article_id, html, text, markdown, outline, blocks)
    SELECT article_id, html, text, markdown, outline, blocks FROM draft_body WHERE article_id = ${id}
    ON CONFLICT (article_id) DO UPDATE SET html = excluded.html, text = excluded.text,
      markdown = excluded.markdown, outline = excluded.outline, blocks = excluded.blocks`;
  await tx.articleAuthor.deleteMany({ where: { articleId: id } });
  await tx.$executeRaw`
    INSERT INTO article_author (article_id, author_id, position, listed_at)
    SELECT a.id, d.author_id, d.position, a.listed_at
    FROM draft_author d JOIN article a ON a.id = d.article_id WHERE a.id = ${id}`;
  await tx.articleTag.deleteMany({ where: { articleId: id } });
  await tx.$executeRaw`
    INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT a.id, d.tag_id, d.position, a.listed_at
    FROM draft_tag d JOIN article a ON a.id = d.article_id WHERE a.id = ${id}`;
  const touched = (await publishPaths(tx, id)).map(cacheTags.path);
  await appendArticleChange(tx, id, before, await snapshotArticle(tx, id), { touched });
}

/** Takes an article away from readers; its draft and its addresses stay. */
export async function unpublish(tx: Transaction, id: number): Promise<void> {
  const before = await snapshotArticle(tx, id);
  if (!before) return;
  await tx.article.delete({ where: { id } });
  await tx.draft.update({ where: { id }, data: { unpublishedAt: new Date() } });
  await appendArticleChange(tx, id, before, null);
}

/** Of a draft that readers had elsewhere: when it was taken away, and that what was at its addresses is gone. */
export async function recordUnpublished(
  tx: Transaction,
  id: number,
  unpublishedAt: Date,
  aliases: string[],
): Promise<void> {
  const { path } = await tx.draft.update({ where: { id }, data: { unpublishedAt } });
  const paths = [path, ...aliases.flatMap((alias) => normalizePath(alias) ?? [])];
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
