import type { PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { appendArticleChange, snapshotArticle } from '../../mutations/affected-tags.js';
import { createUserErrorException } from '../../mutations/article-content.js';
import type { ArticlePayload, DeleteArticlePayload } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { findDraft, loadLatestContent, markEdited, runArticleMutation } from '../editing/article-writes.js';
import { updateDraft } from '../editing/drafts.js';
import type {
  AddCorrectionInput,
  ArticleActionInput,
  PinRelatedArticlesInput,
  PublishArticleInput,
} from '../editing/editing.inputs.js';
import { RevisionKind } from '../revision/revision.type.js';
import { deleteUnpublishedPaths } from '../urls/reserve-path.js';
import { parsePinnedIds, replacePins } from './pins.js';
import { readTimes } from './publication-times.js';
import { publish, unpublish } from './publish-article.js';
import { cancelSchedule, schedule } from './schedule-publication.js';

const MAX_CORRECTION_LENGTH = 2_000;

/** Mutations of editors that change what is public, at once or at a set time. */
export class PublishingService {
  constructor(private readonly prisma: PrismaClient) {}

  publish(actor: Actor, input: PublishArticleInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'publishArticle', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      const { id } = draft;
      const now = new Date();
      const { due, date } = readTimes(input, now);
      await markEdited(tx, id);
      if (due) {
        await schedule(tx, id, due);
        return id;
      }
      await cancelSchedule(tx, id);
      const liveSnapshot = await snapshotArticle(tx, id);
      const isLive = liveSnapshot?.revision === draft.revision && liveSnapshot.path === draft.path;
      // Publishing the same revision again would notify clients of an update without changes.
      if (isLive && !date) return id;
      const data = { updatedAt: now, ...(date && { publishedAt: date }) };
      await tx.draft.update({ where: { id }, data });
      await publish(tx, id);
      return id;
    });
  }

  cancelSchedule(actor: Actor, input: ArticleActionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'cancelSchedule', input, async (tx) => {
      const { id, scheduledFor } = await findDraft(tx, input.id);
      if (!scheduledFor)
        throw createUserErrorException('The article is not scheduled.', UserErrorCode.NOT_ALLOWED, ['id']);
      await cancelSchedule(tx, id);
      await markEdited(tx, id);
      return id;
    });
  }

  unpublish(actor: Actor, input: ArticleActionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'unpublishArticle', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      if (!(await snapshotArticle(tx, id))) {
        throw createUserErrorException('The article is not published.', UserErrorCode.NOT_ALLOWED, ['id']);
      }
      // Otherwise the scheduled revision would publish the article again.
      await cancelSchedule(tx, id);
      await unpublish(tx, id);
      await markEdited(tx, id);
      return id;
    });
  }

  addCorrection(actor: Actor, input: AddCorrectionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'addCorrection', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      const text = input.text.trim();
      const snapshot = await snapshotArticle(tx, draft.id);
      if (!snapshot)
        throw createUserErrorException(
          'The article is not published. Corrections can be added to published articles only.',
          UserErrorCode.NOT_ALLOWED,
          ['id'],
        );
      if (!text)
        throw createUserErrorException(
          'The text of the correction must not be empty.',
          UserErrorCode.INVALID,
          ['text'],
        );
      if (text.length > MAX_CORRECTION_LENGTH) {
        throw createUserErrorException(
          `The text must have at most ${MAX_CORRECTION_LENGTH} characters.`,
          UserErrorCode.TOO_LONG,
          ['text'],
        );
      }
      const at = new Date();
      const content = await loadLatestContent(tx, draft);
      const corrections = [...content.corrections, { text, at }];
      const origin = { kind: RevisionKind.CORRECTED, keyId: actor.keyId };
      const revision = await updateDraft(tx, draft.id, { ...content, corrections }, origin);
      // The public article gets the new revision number, unless the draft also has unpublished changes.
      const isAllShown = snapshot.revision === draft.revision;
      const data = { updatedAt: at, ...(isAllShown && { revision }) };
      await tx.article.update({ where: { id: draft.id }, data });
      await tx.draft.update({ where: { id: draft.id }, data: { updatedAt: at } });
      await markEdited(tx, draft.id);
      await appendArticleChange(tx, draft.id, snapshot, snapshot, { kind: 'CORRECTED' });
      return draft.id;
    });
  }

  pinRelated(actor: Actor, input: PinRelatedArticlesInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'pinRelatedArticles', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      await replacePins(tx, id, await parsePinnedIds(tx, id, input.articleIds));
      return id;
    });
  }

  async delete(actor: Actor, input: ArticleActionInput): Promise<DeleteArticlePayload> {
    const { userErrors } = await runArticleMutation(
      this.prisma,
      actor,
      'deleteArticle',
      input,
      async (tx) => {
        const { id } = await findDraft(tx, input.id);
        await cancelSchedule(tx, id);
        await unpublish(tx, id);
        await deleteUnpublishedPaths(tx, id);
        await tx.draft.delete({ where: { id } });
        return id;
      },
    );
    return { deletedId: userErrors.length > 0 ? null : input.id, userErrors };
  }
}
