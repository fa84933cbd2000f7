import type { Draft, PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { runMutation } from '../../mutations/run-mutation.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { getInputId, parseGlobalId, toGlobalId } from '../../shared/references/global-id.js';
import { requireValue } from '../../shared/require-value.js';
import { applyCurrentNames } from '../taxonomy/write/current-names.js';
import { type ArticleContent, parseRevisionContent } from './article-content.js';
import type { ArticlePayload } from './article-payload.type.js';
import { getArticleStatus } from './article-state.js';
import { assertInLimits } from './assert-in-limits.js';

/**
 * Runs an article mutation; `change` returns the article's ID. The limits of the key hold for the article of the input's
 * `id` before the change, and for the written one after it.
 */
export function runArticleMutation(
  prisma: PrismaClient,
  actor: Actor,
  action: string,
  input: object,
  change: (tx: Transaction) => Promise<number>,
): Promise<ArticlePayload> {
  const refusedPayload = { articleId: null, revision: null, status: null };
  return runMutation<ArticlePayload>(prisma, { actor, action, input }, refusedPayload, async (tx) => {
    const before = parseGlobalId(getInputId(input) ?? '');
    if (before?.type === 'Article') await assertInLimits(tx, actor, before.id, ['id']);
    const id = await change(tx);
    await assertInLimits(tx, actor, id);
    const payload = await buildArticlePayload(tx, id);
    const { revision, status } = payload;
    return { payload, target: toGlobalId('Article', id), outcome: { revision, status } };
  });
}

/** Marks articles as edited, so that the next import does not overwrite them. */
export async function markEdited(tx: Transaction, ids: number[]): Promise<void> {
  await tx.draft.updateMany({ where: { id: { in: ids } }, data: { editedAt: new Date() } });
}

/** Finds the draft with a global ID. Throws UserErrorException if the ID is not that of an article. */
export function findDraft(tx: Transaction, globalId: string): Promise<Draft> {
  return findByGlobalId('Article', globalId, (id) => tx.draft.findUnique({ where: { id } }));
}

export async function loadLatestContent(tx: Transaction, draft: Draft): Promise<ArticleContent> {
  const contents = await loadLatestContents(tx, [draft]);
  return requireValue(contents.get(draft.id), 'Each draft has a revision.');
}

/** Loads the contents of the latest revisions of drafts, by ID. */
export async function loadLatestContents(
  tx: Transaction,
  drafts: Draft[],
): Promise<Map<number, ArticleContent>> {
  const revisions = await tx.$queryRaw<{ articleId: number; content: unknown }[]>`
    SELECT r.article_id AS "articleId", r.content
    FROM draft d JOIN article_revision r ON r.article_id = d.id AND r.number = d.revision
    WHERE d.id = ANY(${drafts.map(({ id }) => id)}::int[])`;
  return applyCurrentNames(
    tx,
    new Map(revisions.map(({ articleId, content }) => [articleId, parseRevisionContent(content)])),
  );
}

async function buildArticlePayload(tx: Transaction, id: number): Promise<ArticlePayload> {
  const draft = await tx.draft.findUnique({
    where: { id },
    select: { revision: true, scheduledFor: true, unpublishedAt: true, article: { select: { id: true } } },
  });
  if (!draft) return { articleId: null, revision: null, status: null, userErrors: [] };
  const status = getArticleStatus({ ...draft, isPublished: draft.article !== null });
  return { articleId: id, revision: draft.revision, status, userErrors: [] };
}
