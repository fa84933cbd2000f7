import type { Draft, PrismaClient } from '../../database/generated/client.js';
import { parseGlobalId, toGlobalId } from '../../shared/global-id.js';
import { slugify } from '../../shared/slug.js';
import { isStorableTime } from '../../shared/time.js';
import {
  type ArticleContent,
  ContentRejected,
  contentOfRevision,
  EMPTY_CONTENT,
  rejected,
} from './article-content.js';
import { appendChange, footprintOf } from './change-log.js';
import { createDraft, updateDraft } from './drafts.js';
import type {
  AddCorrectionInput,
  ArticleActionInput,
  CreateArticleInput,
  PublishArticleInput,
  RestoreRevisionInput,
  UpdateArticleInput,
} from './editing.inputs.js';
import { type ArticlePayload, ArticleStatus, type DeleteArticlePayload } from './editing.type.js';
import { perform } from './perform.js';
import { publish, unpublish } from './publishing.js';
import { cancelSchedule, schedule } from './scheduling.js';
import type { Transaction } from './turns.js';
import { UserErrorCode } from './user-error-code.js';
import { findInputErrors, withInput } from './validate.js';
import { withCurrentNames } from './vocabulary/current-names.js';
import { refuseGoneSection } from './vocabulary/find-or-create.js';
import type { Writer } from './writer.js';

const MAX_CORRECTION = 2_000;
/** How often a slug made from a title is tried with a number before the editor is asked for one. */
const MAX_SLUG_NUMBER = 100;

/** What editors do with articles. Each write is done whole or, with its userErrors, not at all. */
export class ArticleDesk {
  constructor(private readonly prisma: PrismaClient) {}

  create(writer: Writer, input: CreateArticleInput): Promise<ArticlePayload> {
    return this.write(writer, 'createArticle', input, async (tx) => {
      refuseErrors(input);
      const slug = input.slug ?? (await freeSlug(tx, input.title));
      const blank: ArticleContent = { ...EMPTY_CONTENT, slug, title: input.title };
      return createDraft(tx, withInput(blank, input, await wayTo(tx, input.section)), null, writer.keyId);
    });
  }

  update(writer: Writer, input: UpdateArticleInput): Promise<ArticlePayload> {
    return this.write(writer, 'updateArticle', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      if (input.expectedRevision != null && input.expectedRevision !== draft.revision) {
        const message = `The article is at revision ${draft.revision}, not ${input.expectedRevision}: someone saved in between.`;
        throw rejected(message, UserErrorCode.CONFLICT, ['expectedRevision']);
      }
      refuseErrors(input);
      const content = withInput(await latestContent(tx, draft), input, await wayTo(tx, input.section));
      await updateDraft(tx, draft.id, content, null, writer.keyId);
      return draft.id;
    });
  }

  restoreRevision(writer: Writer, input: RestoreRevisionInput): Promise<ArticlePayload> {
    return this.write(writer, 'restoreRevision', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      const revision = await tx.articleRevision.findUnique({
        where: { articleId_number: { articleId: draft.id, number: input.revision } },
      });
      if (!revision) {
        throw rejected(`There is no revision ${input.revision}.`, UserErrorCode.NOT_FOUND, ['revision']);
      }
      const content = contentOfRevision(revision.content);
      await refuseGoneSection(tx, content.section, ['revision']);
      const { corrections } = await latestContent(tx, draft);
      // What readers were told stays told.
      await updateDraft(tx, draft.id, { ...content, corrections }, null, writer.keyId);
      return draft.id;
    });
  }

  publish(writer: Writer, input: PublishArticleInput): Promise<ArticlePayload> {
    return this.write(writer, 'publishArticle', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      const now = new Date();
      if (input.at && !isStorableTime(input.at)) {
        throw rejected('The years 1 to 9999.', UserErrorCode.INVALID, ['at']);
      }
      if (input.at && input.at > now) {
        await schedule(tx, id, input.at);
        return id;
      }
      await cancelSchedule(tx, id);
      const data = { updatedAt: now, ...(input.at && { publishedAt: input.at }) };
      await tx.draft.update({ where: { id }, data });
      await publish(tx, id);
      return id;
    });
  }

  cancelSchedule(writer: Writer, input: ArticleActionInput): Promise<ArticlePayload> {
    return this.write(writer, 'cancelSchedule', input, async (tx) => {
      const { id, scheduledFor } = await findDraft(tx, input.id);
      if (!scheduledFor) throw rejected('The article is not scheduled.', UserErrorCode.NOT_ALLOWED, ['id']);
      await cancelSchedule(tx, id);
      return id;
    });
  }

  unpublish(writer: Writer, input: ArticleActionInput): Promise<ArticlePayload> {
    return this.write(writer, 'unpublishArticle', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      if (!(await footprintOf(tx, id))) {
        throw rejected('The article is not published.', UserErrorCode.NOT_ALLOWED, ['id']);
      }
      await unpublish(tx, id);
      return id;
    });
  }

  addCorrection(writer: Writer, input: AddCorrectionInput): Promise<ArticlePayload> {
    return this.write(writer, 'addCorrection', input, async (tx) => {
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
      await updateDraft(tx, draft.id, { ...content, corrections }, null, writer.keyId);
      await tx.article.update({ where: { id: draft.id }, data: { updatedAt: at } });
      const { keys } = footprint;
      await appendChange(tx, { kind: 'CORRECTED', nodeType: 'Article', nodeId: draft.id, keys });
      return draft.id;
    });
  }

  async delete(writer: Writer, input: ArticleActionInput): Promise<DeleteArticlePayload> {
    const { userErrors } = await this.write(writer, 'deleteArticle', input, async (tx) => {
      const { id } = await findDraft(tx, input.id);
      await cancelSchedule(tx, id);
      await unpublish(tx, id);
      await tx.draft.delete({ where: { id } });
      return id;
    });
    return { deletedId: userErrors.length > 0 ? null : input.id, userErrors };
  }

  private write(
    writer: Writer,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<number>,
  ): Promise<ArticlePayload> {
    const nothing = { articleId: null, revision: null, status: null };
    return perform<ArticlePayload>(this.prisma, { writer, action, input }, nothing, async (tx) => {
      const id = await change(tx);
      const payload = await payloadOf(tx, id);
      const { revision, status } = payload;
      return { payload, target: toGlobalId('Article', id), outcome: { revision, status } };
    });
  }
}

async function findDraft(tx: Transaction, globalId: string): Promise<Draft> {
  const key = parseGlobalId(globalId);
  const draft = key?.type === 'Article' ? await tx.draft.findUnique({ where: { id: key.id } }) : null;
  if (!draft) throw rejected('There is no such article.', UserErrorCode.NOT_FOUND, ['id']);
  return draft;
}

async function latestContent(tx: Transaction, { id, revision }: Draft): Promise<ArticleContent> {
  const where = { articleId_number: { articleId: id, number: revision } };
  const { content } = await tx.articleRevision.findUniqueOrThrow({ where });
  return withCurrentNames(tx, id, contentOfRevision(content));
}

function refuseErrors(input: CreateArticleInput | UpdateArticleInput): void {
  const [first, ...others] = findInputErrors(input);
  if (first) throw new ContentRejected([first, ...others]);
}

/** The slugs from the root down to a section; undefined when the input says nothing of one. */
async function wayTo(tx: Transaction, slug: string | null | undefined): Promise<string[] | undefined> {
  if (slug == null) return slug === null ? [] : undefined;
  const section = await tx.section.findUnique({ where: { slug }, include: { parent: true } });
  if (!section) throw rejected(`There is no section ${slug}.`, UserErrorCode.NOT_FOUND, ['section']);
  return [...((await wayTo(tx, section.parent?.slug)) ?? []), slug];
}

async function freeSlug(tx: Transaction, title: string): Promise<string> {
  const wanted = slugify(title).slice(0, 100).replace(/-+$/, '');
  for (let number = 1; wanted && number <= MAX_SLUG_NUMBER; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    const taken = (await tx.draft.count({ where: { slug } })) + (await tx.article.count({ where: { slug } }));
    if (taken === 0) return slug;
  }
  throw rejected('Give a slug: none can be made from this title.', UserErrorCode.INVALID, ['slug']);
}

async function payloadOf(tx: Transaction, id: number): Promise<ArticlePayload> {
  const draft = await tx.draft.findUnique({ where: { id } });
  if (!draft) return { articleId: null, revision: null, status: null, userErrors: [] };
  const isPublished = (await tx.article.count({ where: { id } })) > 0;
  return { articleId: id, revision: draft.revision, status: statusOf(draft, isPublished), userErrors: [] };
}

function statusOf({ scheduledFor, unpublishedAt }: Draft, isPublished: boolean): ArticleStatus {
  if (scheduledFor) return ArticleStatus.SCHEDULED;
  if (isPublished) return ArticleStatus.PUBLISHED;
  return unpublishedAt ? ArticleStatus.UNPUBLISHED : ArticleStatus.DRAFT;
}
