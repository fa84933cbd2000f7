import { ContentRefusedError } from '../../content/content-error.js';
import { getFreePreview } from '../../content/free-preview.js';
import { renderInWorker } from '../../content/prerender.js';
import type { RenderedBody } from '../../content/render-worker.js';
import type { RenderedRichText, RichTextSource } from '../../content/rich-text.js';
import type { Draft, DraftBody, Prisma } from '../../database/generated/client.js';
import { loadSiteLanguages } from '../../database/site-languages.js';
import { upsertRows } from '../../database/upsert-rows.js';
import { ARTICLE_FIELDS, type ArticleFieldValues } from '../../fields/article.fields.js';
import { DEFAULT_KIND } from '../../fields/content-model.js';
import { pickValues } from '../../fields/field-values.js';
import { sendTogether } from '../../mutations/send-together.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { buildArticlePath, normalizePath } from '../../shared/paths.js';
import { requireValue } from '../../shared/require-value.js';
import { replaceUnstorable } from '../../shared/text/valid-unicode.js';
import { zip } from '../../shared/zip.js';
import { deleteReplacedBodies, storeBodies, storePreviews } from '../bodies/draft-bodies.js';
import { buildStoredValues } from '../own-fields/store-own-values.js';
import { RevisionKind } from '../revision/revision.type.js';
import {
  findOrCreateAuthors,
  findOrCreateImages,
  findOrCreateSections,
  findOrCreateSeries,
  findOrCreateTags,
} from '../taxonomy/write/find-or-create.js';
import { SectionIndex } from '../taxonomy/write/section-index.js';
import type { SectionLocation } from '../taxonomy/write/section-positions.js';
import { assertArticlePaths } from '../urls/reserve-path.js';
import { allocateDraftIds } from './allocate-draft-ids.js';
import type { ArticleContent } from './article-content.js';
import { type DraftRelations, saveCorrections, saveTerms } from './draft-relations.js';

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

/** Content of an article to save as its next revision. */
export interface DraftSave {
  /** ID of the article; null for a new one. */
  id: number | null;
  /** ID for a new article, used if it is free. */
  preferredId?: number | undefined;
  content: ArticleContent;
  /** Columns that say where an imported article comes from. */
  source?: Pick<Draft, 'source' | 'sourceId' | 'sourceUrl' | 'importedAt' | 'sourceDigest' | 'editedAt'> &
    Partial<Pick<Draft, 'embargoedUntil'>>;
  /** If true, the caller publishes the draft in the same transaction, with the body that is returned. */
  isPublished?: boolean;
}

/** A saved revision of an article. */
export interface SavedDraft {
  id: number;
  /** Number of the revision. */
  revision: number;
  /** The body, if it was not stored because the draft is published in the same transaction. */
  body?: DraftBody;
}

const EACH_IS_SAVED = 'saveDrafts returns a result for each article.';

/** Saves the first revision of an article and returns its ID. Throws UserErrorException. */
export async function createDraft(
  tx: Transaction,
  content: ArticleContent,
  origin: RevisionOrigin,
): Promise<number> {
  const [saved] = await saveDrafts(tx, [{ id: null, content }], origin);
  return requireValue(saved, EACH_IS_SAVED).id;
}

/** Saves the next revision of an article and returns its number. Throws UserErrorException. */
export async function updateDraft(
  tx: Transaction,
  id: number,
  content: ArticleContent,
  origin: RevisionOrigin,
): Promise<number> {
  const [saved] = await saveDrafts(tx, [{ id, content }], origin);
  return requireValue(saved, EACH_IS_SAVED).revision;
}

/**
 * Saves the next revisions of several articles, in order, and creates those that are new. The number of statements does
 * not depend on that of articles. Throws UserErrorException if one of them cannot be saved.
 */
export async function saveDrafts(
  tx: Transaction,
  saves: DraftSave[],
  origin: RevisionOrigin,
): Promise<SavedDraft[]> {
  if (saves.length === 0) return [];
  await assertSlugsAvailable(tx, saves);
  const columns = await buildColumns(
    tx,
    saves.map(({ content }) => content),
  );
  const existing = await loadExisting(tx, saves);
  const newIds = await allocateDraftIds(
    tx,
    saves.filter(({ id }) => id === null).map(({ preferredId }) => preferredId),
  );
  const now = new Date();
  const isImport = origin.kind === RevisionKind.IMPORTED;
  const revisions = zip(saves, columns).map(([{ id, content, source, isPublished = false }, column]) => {
    const before = id === null ? null : requireValue(existing.get(id), `The draft ${id} does not exist.`);
    const { publishedAt, updatedAt } = content;
    const importedAt = isImport ? (updatedAt ?? (before ? null : publishedAt)) : null;
    const draft = {
      ...column.columns,
      ...source,
      id: id ?? requireValue(newIds.shift(), 'Each new draft has an ID.'),
      revision: (before?.revision ?? 0) + 1,
      // Publishing sets the date too, so the content of a revision may have an older one.
      publishedAt: before && !origin.setsDate ? before.publishedAt : publishedAt,
      updatedAt: importedAt ?? now,
    };
    const body = { articleId: draft.id, ...column.body };
    return { draft, body, preview: column.preview, relations: column.relations, content, isPublished };
  });
  const drafts = revisions.map(({ draft }) => draft);
  const isExisting = ({ id }: { id: number }) => existing.has(id);
  const existingIds = [...existing.keys()];
  const newDrafts = drafts.filter((draft) => !isExisting(draft));
  const storedBodies = revisions.flatMap(({ body, isPublished }) => (isPublished ? [] : body));
  const replacedIds = revisions.flatMap(({ draft, isPublished }) =>
    isPublished && isExisting(draft) ? draft.id : [],
  );
  const previews = revisions.flatMap(({ draft: { id }, preview }) =>
    preview ? { articleId: id, ...preview } : [],
  );
  const revisionRows = revisions.map(({ draft: { id, revision }, content }) => ({
    articleId: id,
    number: revision,
    createdAt: now,
    kind: origin.kind,
    keyId: origin.keyId,
    content,
  }));
  await sendTogether([
    () => upsertRows(tx, 'draft', newDrafts),
    () => upsertRows(tx, 'draft', drafts.filter(isExisting), ['id']),
    () => storeBodies(tx, storedBodies),
    () => deleteReplacedBodies(tx, replacedIds),
    () => storePreviews(tx, previews),
    () => saveTerms(tx, revisions, existingIds),
    () => upsertRows(tx, 'article_revision', revisionRows),
  ]);
  await saveCorrections(tx, revisions, existingIds);
  return revisions.map(({ draft: { id, revision }, body, isPublished }) => ({
    id,
    revision,
    ...(isPublished && { body }),
  }));
}

async function loadExisting(
  tx: Transaction,
  saves: DraftSave[],
): Promise<Map<number, Pick<Draft, 'id' | 'revision' | 'publishedAt'>>> {
  const ids = saves.flatMap(({ id }) => id ?? []);
  if (ids.length === 0) return new Map();
  const select = { id: true, revision: true, publishedAt: true };
  const drafts = await tx.draft.findMany({ where: { id: { in: ids } }, select });
  return new Map(drafts.map((draft) => [draft.id, draft]));
}

/**
 * Columns of a draft that its content determines, with its body and the IDs of its sections, tags and
 * authors.
 */
interface DraftColumns {
  columns: Partial<Draft>;
  body: Omit<DraftBody, 'articleId'>;
  /** The free preview; null if the article is public. */
  preview: Omit<DraftBody, 'articleId'> | null;
  relations: DraftRelations;
}

async function buildColumns(tx: Transaction, contents: ArticleContent[]): Promise<DraftColumns[]> {
  const { sections, index } = await findSections(tx, contents);
  // A site with one language has no articles with a prefix, and most of its articles no language of their own.
  const languages = contents.some(({ language }) => language) ? await loadSiteLanguages(tx) : null;
  const places = zip(contents, sections).map(([content, [section]]) => {
    const language = languages?.resolve(content.language);
    if (!languages || language === undefined || language === languages.primary)
      return getPlace(content, section?.path ?? null, '');
    const path = section && index ? index.getPathIn(section.id, language, languages) : null;
    return getPlace(content, path, languages.getPrefix(language));
  });
  await assertArticlePaths(
    tx,
    places.map(({ path, permalink }) => ({ path, field: [permalink === null ? 'slug' : 'path'] })),
  );
  const bodies = await Promise.all(contents.map(({ body }) => renderBody(body)));
  const previews = await Promise.all(
    contents.map(({ access = AccessLevel.PUBLIC, body }) =>
      access === AccessLevel.PUBLIC ? null : renderBody(getFreePreview(body)),
    ),
  );
  const fields: Prisma.InputJsonObject[] = [];
  for (const content of contents) fields.push(await buildStoredValues(tx, content.fields ?? {}));
  const images = await findOrCreateImages(
    tx,
    contents.flatMap(({ image }) => image ?? []),
  );
  const authors = await findOrCreateAuthors(
    tx,
    contents.map((content) => content.authors),
  );
  const tags = await findOrCreateTags(
    tx,
    contents.map((content) => content.tags),
  );
  const series = await findOrCreateSeries(
    tx,
    contents.map((content) => content.series?.name ?? null),
  );
  const all = zip(contents, places, sections, authors, tags, series, bodies, previews, fields);
  return all.map(
    ([content, place, ownSections, authorIds, tagIds, seriesId, rendered, preview, ownFields]) => {
      // Does not compile if a field has no column in Draft, or one of another type.
      const fieldColumns: Pick<Draft, keyof ArticleFieldValues> = pickValues(ARTICLE_FIELDS, content);
      const { wordCount, language, ...body } = rendered;
      const { text } = preview ?? body;
      return {
        columns: {
          slug: content.slug,
          ...place,
          ...fieldColumns,
          kind: content.kind ?? DEFAULT_KIND,
          access: content.access ?? AccessLevel.PUBLIC,
          fields: ownFields as Prisma.JsonObject,
          opening: replaceUnstorable(text.slice(0, MAX_OPENING_LENGTH)).split(/\s+/, OPENING_WORDS).join(' '),
          wordCount,
          sectionId: ownSections[0]?.id ?? null,
          imageId: content.image && requireValue(images.shift(), 'Each image has an ID.'),
          seriesId,
          seriesPart: content.series?.part ?? null,
        },
        body: toBodyRow(body, language),
        preview: preview && toBodyRow(preview, language),
        relations: { sections: ownSections.map(({ id }) => id), authors: authorIds, tags: tagIds },
      };
    },
  );
}

async function findSections(
  tx: Transaction,
  contents: ArticleContent[],
): Promise<{ sections: SectionLocation[][]; index: SectionIndex | null }> {
  if (contents.every(({ section }) => section.length === 0))
    return { sections: contents.map(() => []), index: null };
  const index = await SectionIndex.load(tx);
  const sections: SectionLocation[][] = [];
  for (const content of contents) sections.push(await findOrCreateSections(tx, index, content));
  return { sections, index };
}

/** Returns the path of an article, and whether it is fixed. Throws UserErrorException. */
function getPlace(
  content: ArticleContent,
  sectionPath: string | null,
  prefix: string,
): { path: string; permalink: string | null } {
  const permalink = content.path === null ? null : normalizePath(content.path);
  if (content.path !== null && permalink === null) {
    throw createUserErrorException(`"${content.path}" is not a valid path.`, UserErrorCode.INVALID, ['path']);
  }
  return { path: permalink ?? buildArticlePath(sectionPath, content.slug, prefix), permalink };
}

function toBodyRow(
  { html, text, markdown, outline, blocks }: Omit<RenderedRichText, 'wordCount'>,
  detectedLanguage: string | null,
): Omit<DraftBody, 'articleId'> {
  return { html, text, markdown, outline: outline as never, blocks: blocks as never, detectedLanguage };
}

async function renderBody(body: RichTextSource): Promise<RenderedBody> {
  try {
    return await renderInWorker(body);
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    throw createUserErrorException(error.message, UserErrorCode.TOO_LONG, ['body', body.format]);
  }
}

interface SlugHolder extends Pick<Draft, 'id' | 'slug' | 'title' | 'language'> {
  isPublished: boolean;
}

async function assertSlugsAvailable(tx: Transaction, saves: DraftSave[]): Promise<void> {
  const slugs = saves.map(({ content }) => content.slug);
  const holders = await tx.$queryRaw<SlugHolder[]>`
    SELECT id, slug, title, language, true AS "isPublished" FROM article WHERE slug = ANY(${slugs}::text[])
    UNION ALL SELECT id, slug, title, language, false FROM draft WHERE slug = ANY(${slugs}::text[])`;
  const isOther = (id: number) => saves.every((save) => save.id !== id);
  // A slug is unique among the articles of a language.
  const languages = holders.some(({ id }) => isOther(id)) ? await loadSiteLanguages(tx) : null;
  const isSameLanguage = (one: string | null, other: string | null) =>
    !languages || languages.resolve(one) === languages.resolve(other);
  for (const { id, content } of saves) {
    const holder = holders.find(
      (other) =>
        other.slug === content.slug && other.id !== id && isSameLanguage(other.language, content.language),
    );
    if (!holder) continue;
    // The key may have limits, which hide titles of drafts.
    const title = holder.isPublished ? `, "${holder.title}"` : '';
    throw createUserErrorException(
      `The slug ${content.slug} is already used by another article${title}.`,
      UserErrorCode.TAKEN,
      ['slug'],
    );
  }
}
