import type { PrismaClient } from '../../database/generated/client.js';
import { rendered } from '../../shared/content/rendering.js';
import { slugify } from '../../shared/slug.js';
import { RevisionKind } from '../revision/revision.type.js';
import {
  type ArticleContent,
  ContentRejected,
  contentOfRevision,
  EMPTY_CONTENT,
  rejected,
} from './article-content.js';
import { findDraft, latestContent, markEdited, writeArticle } from './article-writes.js';
import { createDraft, updateDraft } from './drafts.js';
import type { CreateArticleInput, RestoreRevisionInput, UpdateArticleInput } from './editing.inputs.js';
import type { ArticlePayload } from './editing.type.js';
import type { Transaction } from './turns.js';
import { UserErrorCode } from './user-error-code.js';
import { bodyIn, findInputErrors, withInput } from './validate.js';
import { refuseGoneSection } from './vocabulary/find-or-create.js';
import type { Writer } from './writer.js';

/** How often a slug made from a title is tried with a number before the editor is asked for one. */
const MAX_SLUG_NUMBER = 100;

/** How editors save articles. No reader sees any of it; see PublicationDesk for what shows it to them. */
export class ArticleDesk {
  constructor(private readonly prisma: PrismaClient) {}

  async create(writer: Writer, input: CreateArticleInput): Promise<ArticlePayload> {
    await renderBody(input);
    return writeArticle(this.prisma, writer, 'createArticle', input, async (tx) => {
      const way = await check(tx, input);
      const slug = input.slug ?? (await freeSlug(tx, input.title));
      const blank: ArticleContent = { ...EMPTY_CONTENT, slug, title: input.title };
      const content = withInput(blank, input, way);
      return createDraft(tx, content, { kind: RevisionKind.CREATED, keyId: writer.keyId });
    });
  }

  async update(writer: Writer, input: UpdateArticleInput): Promise<ArticlePayload> {
    await renderBody(input);
    return writeArticle(this.prisma, writer, 'updateArticle', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      if (input.expectedRevision != null && input.expectedRevision !== draft.revision) {
        const message = `The article is at revision ${draft.revision}, not ${input.expectedRevision}: someone saved in between.`;
        throw rejected(message, UserErrorCode.CONFLICT, ['expectedRevision']);
      }
      const content = withInput(await latestContent(tx, draft), input, await check(tx, input));
      await updateDraft(tx, draft.id, content, { kind: RevisionKind.SAVED, keyId: writer.keyId });
      await markEdited(tx, draft.id);
      return draft.id;
    });
  }

  restoreRevision(writer: Writer, input: RestoreRevisionInput): Promise<ArticlePayload> {
    return writeArticle(this.prisma, writer, 'restoreRevision', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      const articleId_number = { articleId: draft.id, number: input.revision };
      const revision = await tx.articleRevision.findUnique({ where: { articleId_number } });
      if (!revision) {
        throw rejected(`There is no revision ${input.revision}.`, UserErrorCode.NOT_FOUND, ['revision']);
      }
      const said = contentOfRevision(revision.content);
      await refuseGoneSection(tx, said.section, ['revision']);
      // What readers were told stays told.
      const content = { ...said, corrections: (await latestContent(tx, draft)).corrections };
      await updateDraft(tx, draft.id, content, { kind: RevisionKind.RESTORED, keyId: writer.keyId });
      await markEdited(tx, draft.id);
      return draft.id;
    });
  }
}

/** Before the writer's turn: a long body would hold up all who wait for theirs. */
async function renderBody(input: CreateArticleInput | UpdateArticleInput): Promise<void> {
  const body = bodyIn(input);
  if (body) await rendered(body).catch(() => undefined); // refused with whatever else is wrong
}

/**
 * The slugs from the root down to the section that an input names; undefined when it says nothing of one. Throws
 * ContentRejected telling all that is wrong with the input.
 */
async function check(
  tx: Transaction,
  input: CreateArticleInput | UpdateArticleInput,
): Promise<string[] | undefined> {
  const errors = findInputErrors(input);
  const way = input.section == null ? [] : await wayTo(tx, input.section);
  if (!way) {
    const message = `There is no section ${input.section}.`;
    errors.push({ message, field: ['section'], code: UserErrorCode.NOT_FOUND });
  }
  const [first, ...others] = errors;
  if (first) throw new ContentRejected([first, ...others]);
  return input.section === undefined ? undefined : way!;
}

async function wayTo(tx: Transaction, slug: string): Promise<string[] | null> {
  const section = await tx.section.findUnique({ where: { slug }, include: { parent: true } });
  if (!section) return null;
  const above = section.parent && (await wayTo(tx, section.parent.slug));
  return [...(above ?? []), slug];
}

async function freeSlug(tx: Transaction, title: string): Promise<string> {
  const wanted = slugify(title).slice(0, 100).replace(/-$/, '');
  for (let number = 1; wanted && number <= MAX_SLUG_NUMBER; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    const taken = (await tx.draft.count({ where: { slug } })) + (await tx.article.count({ where: { slug } }));
    if (taken === 0) return slug;
  }
  throw rejected('Give a slug: none can be made from this title.', UserErrorCode.INVALID, ['slug']);
}
