import { ContentRefusedError } from '../../content/content-error.js';
import { getFreePreview } from '../../content/free-preview.js';
import { renderInWorker } from '../../content/prerender.js';
import type { RenderedBody } from '../../content/render-worker.js';
import type { RenderedRichText, RichTextSource } from '../../content/rich-text.js';
import { type Draft, Prisma } from '../../database/generated/client.js';
import { ARTICLE_FIELDS, type ArticleFieldValues } from '../../fields/article.fields.js';
import { DEFAULT_KIND } from '../../fields/content-model.js';
import { pickValues } from '../../fields/field-values.js';
import { type ArticleContent, createUserErrorException } from '../../mutations/article-content.js';
import { preserveId } from '../../mutations/preserve-id.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { AccessLevel } from '../../shared/access-level.js';
import { buildArticlePath, normalizePath } from '../../shared/paths.js';
import { buildStoredValues } from '../own-fields/store-own-values.js';
import { RevisionKind } from '../revision/revision.type.js';
import {
  findOrCreateAuthors,
  findOrCreateImage,
  findOrCreateSections,
  findOrCreateTags,
} from '../taxonomy/write/find-or-create.js';
import { assertNotTaxonomyPath } from '../urls/reserve-path.js';

/** Revision kind and author. */
export interface RevisionOrigin {
  kind: RevisionKind;
  /** API key that saved the revision; null for an import. */
  keyId: number | null;
  /** If true, the publication date of the content replaces that of the draft. */
  setsDate?: boolean;
}

/** Words of the body stored for excerpts, plus one to tell whether the body continues. */
const OPENING_WORDS = 101;
/** Maximum characters of the opening, for scripts without spaces between words. */
const MAX_OPENING_LENGTH = 2_000;

/**
 * Saves the first revision and returns the new article's ID, which is `number` if that is free. Throws
 * UserErrorException.
 */
export async function createDraft(
  tx: Transaction,
  content: ArticleContent,
  origin: RevisionOrigin,
  number?: number,
): Promise<number> {
  await assertSlugAvailable(tx, content, null);
  const { columns, body, preview, relations } = await buildColumns(tx, content);
  const isImport = origin.kind === RevisionKind.IMPORTED;
  const draft = await tx.draft.create({
    data: {
      ...(await preserveId(tx, 'draft', number)),
      ...columns,
      revision: 1,
      publishedAt: content.publishedAt,
      updatedAt: (isImport && (content.updatedAt ?? content.publishedAt)) || new Date(),
      body: { create: body },
      ...(preview && { preview: { create: preview } }),
    },
  });
  await saveRevision(tx, { articleId: draft.id, number: 1, ...origin }, content, relations);
  return draft.id;
}

/** Saves the next revision and returns its number. Throws UserErrorException. */
export async function updateDraft(
  tx: Transaction,
  id: number,
  content: ArticleContent,
  origin: RevisionOrigin,
): Promise<number> {
  await assertSlugAvailable(tx, content, id);
  const { columns, body, preview, relations } = await buildColumns(tx, content);
  const isImport = origin.kind === RevisionKind.IMPORTED;
  const { revision } = await tx.draft.update({
    where: { id },
    data: {
      ...columns,
      revision: { increment: 1 },
      // Publishing sets the date too, so the content of a revision may have an older one.
      ...(origin.setsDate && { publishedAt: content.publishedAt }),
      updatedAt: (isImport && content.updatedAt) || new Date(),
      body: { update: body },
      ...(preview && { preview: { upsert: { create: preview, update: preview } } }),
    },
  });
  await saveRevision(tx, { articleId: id, number: revision, ...origin }, content, relations);
  return revision;
}

async function buildColumns(tx: Transaction, content: ArticleContent) {
  const sections = await findOrCreateSections(tx, content);
  const [section] = sections;
  const permalink = content.path === null ? null : normalizePath(content.path);
  if (content.path !== null && permalink === null) {
    throw createUserErrorException(`"${content.path}" is not a valid path.`, UserErrorCode.INVALID, ['path']);
  }
  const path = permalink ?? buildArticlePath(section?.path ?? null, content.slug);
  await assertNotTaxonomyPath(tx, path, [permalink === null ? 'slug' : 'path']);
  // Does not compile if a field has no column in Draft, or one of another type.
  const fieldColumns: Pick<Draft, keyof ArticleFieldValues> = pickValues(ARTICLE_FIELDS, content);
  const { access = AccessLevel.PUBLIC } = content;
  const { wordCount, language, ...body } = await renderBody(content.body);
  const isPublic = access === AccessLevel.PUBLIC;
  const preview = isPublic ? null : await renderBody(getFreePreview(content.body));
  const { text } = preview ?? body;
  return {
    columns: {
      slug: content.slug,
      path,
      permalink,
      ...fieldColumns,
      kind: content.kind ?? DEFAULT_KIND,
      access,
      fields: await buildStoredValues(tx, content.fields ?? {}),
      opening: text.slice(0, MAX_OPENING_LENGTH).split(/\s+/, OPENING_WORDS).join(' '),
      wordCount,
      sectionId: section?.id ?? null,
      imageId: content.image && (await findOrCreateImage(tx, content.image)),
      series: content.series?.name ?? null,
      seriesPart: content.series?.part ?? null,
    },
    body: toBodyRow(body, language),
    preview: preview && toBodyRow(preview, language),
    relations: {
      sections: sections.map(({ id }) => id),
      authors: await findOrCreateAuthors(tx, content.authors),
      tags: await findOrCreateTags(tx, content.tags),
    },
  };
}

function toBodyRow(
  { html, text, markdown, outline, blocks }: Omit<RenderedRichText, 'wordCount'>,
  detectedLanguage: string | null,
) {
  return { html, text, markdown, outline: toJson(outline), blocks: toJson(blocks), detectedLanguage };
}

async function renderBody(body: RichTextSource): Promise<RenderedBody> {
  try {
    return await renderInWorker(body);
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    const field = body.format === 'html' ? 'bodyHtml' : 'bodyMarkdown';
    throw createUserErrorException(error.message, UserErrorCode.TOO_LONG, [field]);
  }
}

async function assertSlugAvailable(
  tx: Transaction,
  { slug }: ArticleContent,
  id: number | null,
): Promise<void> {
  const others = id === null ? { slug } : { slug, id: { not: id } };
  const holder =
    (await tx.draft.findFirst({ where: others })) ?? (await tx.article.findFirst({ where: others }));
  if (holder)
    throw createUserErrorException(
      `The slug ${slug} is already used by another article, "${holder.title}".`,
      UserErrorCode.TAKEN,
      ['slug'],
    );
}

async function saveRevision(
  tx: Transaction,
  { articleId, number, kind, keyId }: RevisionOrigin & { articleId: number; number: number },
  content: ArticleContent,
  { sections, authors, tags }: { sections: number[]; authors: number[]; tags: number[] },
): Promise<void> {
  if (number > 1) {
    await tx.draftAuthor.deleteMany({ where: { articleId } });
    await tx.draftTag.deleteMany({ where: { articleId } });
  }
  await tx.draftAuthor.createMany({
    data: authors.map((authorId, position) => ({ articleId, authorId, position })),
  });
  await tx.draftTag.createMany({ data: tags.map((tagId, position) => ({ articleId, tagId, position })) });
  await tx.$executeRaw`SELECT file_draft(${articleId}::int, ${sections}::int[])`;
  await replaceCorrections(tx, articleId, content.corrections, number === 1);
  await tx.articleRevision.create({ data: { articleId, number, kind, keyId, content: toJson(content) } });
}

/** Replaces the corrections of an article; those that stay as they are keep their IDs. */
async function replaceCorrections(
  tx: Transaction,
  articleId: number,
  corrections: ArticleContent['corrections'],
  isNew: boolean,
): Promise<void> {
  const removed = isNew ? [] : await tx.correction.findMany({ where: { articleId }, orderBy: { id: 'asc' } });
  const added = corrections.filter(({ text, at }) => {
    const i = removed.findIndex((row) => row.text === text && row.at.getTime() === at.getTime());
    if (i >= 0) removed.splice(i, 1);
    return i < 0;
  });
  const removedIds = removed.map(({ id }) => id);
  if (removedIds.length > 0) await tx.correction.deleteMany({ where: { id: { in: removedIds } } });
  if (added.length > 0)
    await tx.correction.createMany({ data: added.map(({ text, at }) => ({ articleId, text, at })) });
}

function toJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value));
}
