import { Prisma } from '../../database/generated/client.js';
import { ContentRefusedError } from '../../shared/content/content-refused.js';
import { rendered } from '../../shared/content/rendering.js';
import type { RenderedRichText, RichTextSource } from '../../shared/content/rich-text.js';
import { articlePath, normalisePath } from '../../shared/paths.js';
import { RevisionKind } from '../revision/revision.type.js';
import { refuseAddressOfVocabulary } from './addresses.js';
import { type ArticleContent, rejected } from './article-content.js';
import { ownNumber } from './own-number.js';
import type { Transaction } from './turns.js';
import { UserErrorCode } from './user-error-code.js';
import {
  findOrCreateAuthors,
  findOrCreateImage,
  findOrCreateSection,
  findOrCreateTags,
} from './vocabulary/find-or-create.js';

/** What makes a revision, and who. */
export interface Save {
  kind: RevisionKind;
  /** Null for an import. */
  keyId: number | null;
}

/** As many words of a body as are kept for excerpts, and one more to tell whether it goes on. */
const OPENING_WORDS = 101;
/** For scripts that put no spaces between words. Characters. */
const OPENING_LENGTH = 2_000;

/** Saves a first revision, and answers the new article's id: `number`, if nothing has it. Throws ContentRejected. */
export async function createDraft(
  tx: Transaction,
  content: ArticleContent,
  save: Save,
  number?: number,
): Promise<number> {
  await refuseTakenSlug(tx, content, null);
  const { columns, body, people } = await columnsOf(tx, content);
  const draft = await tx.draft.create({
    data: {
      ...(await ownNumber(tx, 'draft', number)),
      ...columns,
      revision: 1,
      publishedAt: content.publishedAt,
      updatedAt: content.updatedAt ?? content.publishedAt ?? new Date(),
      body: { create: body },
    },
  });
  await saveRevision(tx, { articleId: draft.id, number: 1, ...save }, content, people);
  return draft.id;
}

/** Saves the next revision, and answers its number. Throws ContentRejected. */
export async function updateDraft(
  tx: Transaction,
  id: number,
  content: ArticleContent,
  save: Save,
): Promise<number> {
  await refuseTakenSlug(tx, content, id);
  const { columns, body, people } = await columnsOf(tx, content);
  const isImport = save.kind === RevisionKind.IMPORTED;
  const { revision } = await tx.draft.update({
    where: { id },
    data: {
      ...columns,
      revision: { increment: 1 },
      // The date that readers see is its source's to set, or publishing's: a save does not lose it.
      ...(isImport && { publishedAt: content.publishedAt }),
      updatedAt: (isImport && content.updatedAt) || new Date(),
      body: { update: body },
    },
  });
  await saveRevision(tx, { articleId: id, number: revision, ...save }, content, people);
  return revision;
}

async function columnsOf(tx: Transaction, content: ArticleContent) {
  const section = await findOrCreateSection(tx, content.section);
  const permalink = content.path === null ? null : normalisePath(content.path);
  if (content.path !== null && permalink === null) {
    throw rejected(`"${content.path}" is not a site path.`);
  }
  const path = permalink ?? articlePath(section?.path ?? null, content.slug);
  await refuseAddressOfVocabulary(tx, path, ['slug']);
  const { wordCount, html, text, markdown, outline, blocks } = await render(content.body);
  return {
    columns: {
      slug: content.slug,
      path,
      permalink,
      title: content.title,
      standfirst: content.standfirst,
      opening: text.slice(0, OPENING_LENGTH).split(/\s+/, OPENING_WORDS).join(' '),
      wordCount,
      sectionId: section?.id ?? null,
      imageId: content.image && (await findOrCreateImage(tx, content.image)),
      series: content.series?.name ?? null,
      seriesPart: content.series?.part ?? null,
      seoTitle: content.seoTitle,
      seoDescription: content.seoDescription,
    },
    body: { html, text, markdown, outline: asJson(outline), blocks: asJson(blocks) },
    people: {
      authors: await findOrCreateAuthors(tx, content.authors),
      tags: await findOrCreateTags(tx, content.tags),
    },
  };
}

async function render(body: RichTextSource): Promise<RenderedRichText> {
  try {
    return await rendered(body);
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    const field = body.format === 'html' ? 'bodyHtml' : 'bodyMarkdown';
    throw rejected(error.message, UserErrorCode.TOO_LONG, [field]);
  }
}

async function refuseTakenSlug(tx: Transaction, { slug }: ArticleContent, id: number | null): Promise<void> {
  const others = id === null ? { slug } : { slug, id: { not: id } };
  const holder =
    (await tx.draft.findFirst({ where: others })) ?? (await tx.article.findFirst({ where: others }));
  if (holder)
    throw rejected(`The slug ${slug} is that of another article, "${holder.title}".`, UserErrorCode.TAKEN, [
      'slug',
    ]);
}

async function saveRevision(
  tx: Transaction,
  { articleId, number, kind, keyId }: Save & { articleId: number; number: number },
  content: ArticleContent,
  { authors, tags }: { authors: number[]; tags: number[] },
): Promise<void> {
  if (number > 1) {
    await tx.draftAuthor.deleteMany({ where: { articleId } });
    await tx.draftTag.deleteMany({ where: { articleId } });
    await tx.correction.deleteMany({ where: { articleId } });
  }
  await tx.draftAuthor.createMany({
    data: authors.map((authorId, position) => ({ articleId, authorId, position })),
  });
  await tx.draftTag.createMany({ data: tags.map((tagId, position) => ({ articleId, tagId, position })) });
  await tx.correction.createMany({
    data: content.corrections.map(({ text, at }) => ({ articleId, text, at })),
  });
  await tx.articleRevision.create({ data: { articleId, number, kind, keyId, content: asJson(content) } });
}

function asJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value));
}
