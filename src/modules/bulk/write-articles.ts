import { isDeepStrictEqual } from 'node:util';
import { waitForRendering } from '../../content/prerender.js';
import type { RichTextSource } from '../../content/rich-text.js';
import type { Draft, PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { runInSavepoint } from '../../mutations/savepoint.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import type { ArticleContent } from '../editing/article-content.js';
import type { PublishDrafts } from '../editing/article-mutation.service.js';
import { loadLatestContents, markEdited } from '../editing/article-writes.js';
import { findRefusals } from '../editing/assert-in-limits.js';
import type { SaveHook } from '../editing/before-save.js';
import { saveDrafts } from '../editing/drafts.js';
import { unpublish } from '../publishing/publish-article.js';
import { cancelSchedule } from '../publishing/schedule-publication.js';
import { RevisionKind } from '../revision/revision.type.js';
import { applyChange, type BulkChange } from './article-change.js';

/** An article that could not be changed, and why. */
export interface ArticleFailure {
  articleId: number;
  userErrors: UserError[];
}

/** The API key that writes, and its limits. */
export interface ArticleWriter extends Pick<Actor, 'keyName' | 'limits' | 'siteLanguage'> {
  keyId: number | null;
  saveHook: SaveHook;
  publishDrafts: PublishDrafts;
}

/** An article that is ready to be written. */
interface PreparedArticle {
  draft: Draft;
  /** Content to save; null if it stays as it is. */
  content: ArticleContent | null;
}

/**
 * Changes articles, and returns those that could not be changed. The number of statements does not depend on that of
 * articles, unless one of them is refused by the database.
 */
export async function writeArticles(
  tx: Transaction,
  ids: number[],
  change: BulkChange,
  writer: ArticleWriter,
): Promise<ArticleFailure[]> {
  const drafts = await tx.draft.findMany({ where: { id: { in: ids } } });
  const draftsById = new Map(drafts.map((draft) => [draft.id, draft]));
  const contents = await loadLatestContents(tx, drafts);
  const published = change.unpublish
    ? await tx.article.findMany({ where: { id: { in: ids } }, select: { id: true } })
    : [];
  const publishedIds = new Set(published.map(({ id }) => id));
  const refusals = await findRefusals(tx, writer, ids);
  const ready: PreparedArticle[] = [];
  const failures: ArticleFailure[] = [];
  for (const id of ids) {
    try {
      const draft = draftsById.get(id);
      const content = contents.get(id);
      if (!draft || !content)
        throw createUserErrorException('The article was not found.', UserErrorCode.NOT_FOUND);
      const refusal = refusals.get(id);
      if (refusal !== undefined) throw createUserErrorException(refusal, UserErrorCode.NOT_ALLOWED);
      if (change.unpublish && !publishedIds.has(id))
        throw createUserErrorException('The article is not published.', UserErrorCode.NOT_ALLOWED);
      ready.push({ draft, content: await prepareContent(draft, content, change, writer) });
    } catch (error) {
      failures.push(toFailure(id, error));
    }
  }
  return [...failures, ...(await saveAsMany(tx, ready, change, writer))];
}

/** Returns the changed content of an article; null if the change leaves it as it is. */
async function prepareContent(
  { id, seriesId }: Draft,
  content: ArticleContent,
  change: BulkChange,
  { keyName, saveHook }: ArticleWriter,
): Promise<ArticleContent | null> {
  const changed = applyChange(content, seriesId, change);
  if (isDeepStrictEqual(changed, content)) return null;
  return saveHook.apply({
    action: 'UPDATE',
    articleId: toGlobalId('Article', id),
    actor: keyName,
    content: changed,
  });
}

/** Saves articles together, or, if one is refused, each by itself. Returns those that are refused. */
async function saveAsMany(
  tx: Transaction,
  articles: PreparedArticle[],
  change: BulkChange,
  writer: ArticleWriter,
): Promise<ArticleFailure[]> {
  if (articles.length === 0) return [];
  const [first, ...others] = articles;
  try {
    await runInSavepoint(tx, () => saveTogether(tx, articles, change, writer));
    return [];
  } catch (error) {
    if (first && others.length === 0) return [toFailure(first.draft.id, error)];
    if (!(error instanceof UserErrorException)) throw error;
  }
  const failures: ArticleFailure[] = [];
  for (const article of articles) failures.push(...(await saveAsMany(tx, [article], change, writer)));
  return failures;
}

/** Saves and publishes articles with one set of statements. Throws UserErrorException if one is refused. */
async function saveTogether(
  tx: Transaction,
  articles: PreparedArticle[],
  { publish, unpublish: isUnpublished }: BulkChange,
  writer: ArticleWriter,
): Promise<void> {
  const ids = articles.map(({ draft }) => draft.id);
  const saves = articles.flatMap(({ draft: { id }, content }) => (content ? { id, content } : []));
  await saveDrafts(tx, saves, { kind: RevisionKind.SAVED, keyId: writer.keyId });
  await markEdited(
    tx,
    saves.map(({ id }) => id),
  );
  if (isUnpublished) {
    await cancelSchedule(tx, ids);
    await unpublish(tx, ids);
    await markEdited(tx, ids);
  }
  if (publish)
    await writer.publishDrafts(tx, await tx.draft.findMany({ where: { id: { in: ids } } }), publish);
  const [refusal] = (await findRefusals(tx, writer, ids)).values();
  if (refusal !== undefined) throw createUserErrorException(refusal, UserErrorCode.NOT_ALLOWED);
}

/** Returns the failure of an article. Throws errors that are no user errors. */
function toFailure(articleId: number, error: unknown): ArticleFailure {
  if (!(error instanceof UserErrorException)) throw error;
  // Paths of fields are those of the input of a single article, which the request does not have.
  return { articleId, userErrors: error.userErrors.map((each) => ({ ...each, field: null })) };
}

/** Renders the bodies of articles into the cache, since other writers would wait for it during the write. */
export async function prerenderBodies(prisma: PrismaClient, ids: number[]): Promise<void> {
  const rows = await prisma.$queryRaw<{ body: RichTextSource }[]>`
    SELECT r.content -> 'body' AS body
    FROM draft d JOIN article_revision r ON r.article_id = d.id AND r.number = d.revision
    WHERE d.id = ANY(${ids}::int[])`;
  await Promise.all(rows.map(({ body }) => waitForRendering(body).catch(() => undefined)));
}
