import type { PrismaClient } from '../../database/generated/client.js';
import { RevisionKind } from '../revision/revision.type.js';
import { forgetUnseenAddresses } from './addresses.js';
import { rejected } from './article-content.js';
import { findDraft, latestContent, markEdited, writeArticle } from './article-writes.js';
import { appendArticleChange, footprintOf } from './change-log.js';
import { updateDraft } from './drafts.js';
import type {
  AddCorrectionInput,
  ArticleActionInput,
  PinRelatedArticlesInput,
  PublishArticleInput,
} from './editing.inputs.js';
import type { ArticlePayload, DeleteArticlePayload } from './editing.type.js';
import { idsOfPins, replacePins } from './pins.js';
import { readTimes } from './publication-times.js';
import { publish, unpublish } from './publishing.js';
import { cancelSchedule, schedule } from './scheduling.js';
import { UserErrorCode } from './user-error-code.js';
import type { Writer } from './writer.js';

const MAX_CORRECTION = 2_000;

/** What editors do that readers see at once, or at a set time. */
export class PublicationDesk {
  constructor(private readonly prisma: PrismaClient) {}

  publish(writer: Writer, input: PublishArticleInput): Promise<ArticlePayload> {
    return writeArticle(this.prisma, writer, 'publishArticle', input, async (tx) => {
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
      const live = await footprintOf(tx, id);
      const isLive = live?.revision === draft.revision && live.path === draft.path;
      // Readers would be told of an update that is none.
      if (isLive && !date) return id;
      const data = { updatedAt: now, ...(date && { publishedAt: date }) };
      await tx.draft.update({ where: { id }, data });
      await publish(tx, id);
      return id;
    });
  }

  cancelSchedule(writer: Writer, input: ArticleActionInput): Promise<ArticlePayload> {
    return writeArticle(this.prisma, writer, 'cancelSchedule', input, async (tx) => {
      const { id, scheduledFor } = await findDraft(tx, input.id);
      if (!scheduledFor) throw rejected('The article is not scheduled.', UserErrorCode.NOT_ALLOWED, ['id']);
      await cancelSchedule(tx, id);
      await markEdited(tx, id);
      return id;
    });
  }

  unpublish(writer: Writer, input: ArticleActionInput): Promise<ArticlePayload> {
    return writeArticle(this.prisma, writer, 'unpublishArticle', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      if (!(await footprintOf(tx, id))) {
        throw rejected('The article is not published.', UserErrorCode.NOT_ALLOWED, ['id']);
      }
      // Else its scheduled next revision would bring it back.
      await cancelSchedule(tx, id);
      await unpublish(tx, id);
      await markEdited(tx, id);
      return id;
    });
  }

  addCorrection(writer: Writer, input: AddCorrectionInput): Promise<ArticlePayload> {
    return writeArticle(this.prisma, writer, 'addCorrection', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      const text = input.text.trim();
      const footprint = await footprintOf(tx, draft.id);
      if (!footprint)
        throw rejected('Only a published article is corrected.', UserErrorCode.NOT_ALLOWED, ['id']);
      if (!text) throw rejected('Say what was wrong.', UserErrorCode.INVALID, ['text']);
      if (text.length > MAX_CORRECTION) {
        throw rejected(`At most ${MAX_CORRECTION} characters.`, UserErrorCode.TOO_LONG, ['text']);
      }
      const at = new Date();
      const content = await latestContent(tx, draft);
      const corrections = [...content.corrections, { text, at }];
      const save = { kind: RevisionKind.CORRECTED, keyId: writer.keyId };
      const revision = await updateDraft(tx, draft.id, { ...content, corrections }, save);
      // What readers see is the new revision, unless words that are not published yet stand in it too.
      const isAllShown = footprint.revision === draft.revision;
      const data = { updatedAt: at, ...(isAllShown && { revision }) };
      await tx.article.update({ where: { id: draft.id }, data });
      await tx.draft.update({ where: { id: draft.id }, data: { updatedAt: at } });
      await markEdited(tx, draft.id);
      await appendArticleChange(tx, draft.id, footprint, footprint, { kind: 'CORRECTED' });
      return draft.id;
    });
  }

  pinRelated(writer: Writer, input: PinRelatedArticlesInput): Promise<ArticlePayload> {
    return writeArticle(this.prisma, writer, 'pinRelatedArticles', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      await replacePins(tx, id, await idsOfPins(tx, id, input.articleIds));
      return id;
    });
  }

  async delete(writer: Writer, input: ArticleActionInput): Promise<DeleteArticlePayload> {
    const { userErrors } = await writeArticle(this.prisma, writer, 'deleteArticle', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      await cancelSchedule(tx, id);
      await unpublish(tx, id);
      await forgetUnseenAddresses(tx, id);
      await tx.draft.delete({ where: { id } });
      return id;
    });
    return { deletedId: userErrors.length > 0 ? null : input.id, userErrors };
  }
}
