import type { PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock } from '../../mutations/write-lock.js';
import type { PublishDrafts } from '../editing/article-mutation.service.js';
import type { ArticlePayload, DeleteArticlePayload } from '../editing/article-payload.type.js';
import { findDraft, markEdited, runArticleMutation } from '../editing/article-writes.js';
import type {
  AddCorrectionInput,
  ArticleActionInput,
  PinRelatedArticlesInput,
  PublishArticleInput,
  RemoveCorrectionInput,
  UpdateCorrectionInput,
} from '../editing/editing.inputs.js';
import { deleteUnpublishedPaths } from '../urls/reserve-path.js';
import { snapshotArticle } from './article-snapshots.js';
import {
  findCorrection,
  listCorrections,
  parseCorrectionText,
  parseCorrectionTime,
  saveCorrections,
} from './corrections.js';
import { parsePinnedIds, replacePins } from './pins.js';
import { unpublish } from './publish-article.js';
import { cancelSchedule } from './schedule-publication.js';

/** Mutations of editors that publish or unpublish, immediately or at a set time. */
export class PublishingService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly publishDrafts: PublishDrafts,
  ) {}

  publish(actor: Actor, input: PublishArticleInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'publishArticle', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      await this.publishDrafts(tx, [draft], input);
      return draft.id;
    });
  }

  cancelSchedule(actor: Actor, input: ArticleActionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'cancelSchedule', input, async (tx) => {
      const { id, scheduledFor } = await findDraft(tx, input.id);
      if (!scheduledFor)
        throw createUserErrorException('The article is not scheduled.', UserErrorCode.NOT_ALLOWED, ['id']);
      await cancelSchedule(tx, [id]);
      await markEdited(tx, [id]);
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
      await cancelSchedule(tx, [id]);
      await unpublish(tx, [id]);
      await markEdited(tx, [id]);
      return id;
    });
  }

  addCorrection(actor: Actor, input: AddCorrectionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'addCorrection', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      if (!(await snapshotArticle(tx, id)))
        throw createUserErrorException(
          'The article is not published. Corrections can be added to published articles only.',
          UserErrorCode.NOT_ALLOWED,
          ['id'],
        );
      const { text, correctedAt } = input;
      const now = await readDatabaseClock(tx);
      const correction = {
        text: parseCorrectionText(text),
        at: correctedAt ? parseCorrectionTime(correctedAt, now) : now,
      };
      const corrections = [...(await listCorrections(tx, id)), correction].sort(
        (first, second) => first.at.getTime() - second.at.getTime(),
      );
      await saveCorrections(tx, actor, id, corrections, 'CORRECTED');
      return id;
    });
  }

  updateCorrection(actor: Actor, input: UpdateCorrectionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'updateCorrection', input, async (tx) => {
      const { id, articleId } = await findCorrection(tx, input.id);
      // The row is changed first, so that it keeps its ID when the revision is saved.
      const { text, correctedAt } = input;
      const data = {
        text: parseCorrectionText(text),
        ...(correctedAt && { at: parseCorrectionTime(correctedAt, await readDatabaseClock(tx)) }),
      };
      await tx.correction.update({ where: { id }, data });
      await saveCorrections(tx, actor, articleId, await listCorrections(tx, articleId), 'CORRECTED');
      return articleId;
    });
  }

  removeCorrection(actor: Actor, input: RemoveCorrectionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'removeCorrection', input, async (tx) => {
      const { id, articleId } = await findCorrection(tx, input.id);
      await tx.correction.delete({ where: { id } });
      await saveCorrections(tx, actor, articleId, await listCorrections(tx, articleId), 'UPDATED');
      return articleId;
    });
  }

  pinRelated(actor: Actor, input: PinRelatedArticlesInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'pinRelatedArticles', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      await replacePins(tx, id, await parsePinnedIds(tx, id, input.articles));
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
        await cancelSchedule(tx, [id]);
        await unpublish(tx, [id]);
        await deleteUnpublishedPaths(tx, id);
        await tx.draft.delete({ where: { id } });
        return id;
      },
    );
    return { deletedId: userErrors.length > 0 ? null : input.id, userErrors };
  }
}
