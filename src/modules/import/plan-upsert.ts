import { isDeepStrictEqual } from 'node:util';
import { joinPreview } from '../../content/free-preview.js';
import type { Draft } from '../../database/generated/client.js';
import { UserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { type ArticleContent, parseRevisionContent } from '../editing/article-content.js';
import type { SaveHook } from '../editing/before-save.js';
import type { DraftSave } from '../editing/drafts.js';
import { withHiddenValues } from '../own-fields/hidden-values.js';
import { resolveReferences } from '../own-fields/resolve-references.js';
import type { ArticleImportOptions, ArticleImportResult, ExternalArticle } from './external-article.js';
import { computeSourceDigest, isSameDigest, isSameSource } from './source-digest.js';
import {
  compareVersions,
  describe,
  explainOutdated,
  explainRestricted,
  isNewlyRestricted,
  type KnownVersion,
} from './source-versions.js';

export const UNCHANGED: ArticleImportResult = { outcome: 'unchanged', reasons: [] };

const SCHEDULED = 'scheduled: changes are shown in previews once the source has saved them';

/** An article with resolved links. */
export interface ResolvedArticle {
  external: ExternalArticle;
  /** Body with resolved links. */
  body: ExternalArticle['body'];
  /** Live blog with resolved links in its entries. */
  liveBlog: ExternalArticle['liveBlog'];
  lostLinks: string[];
  /** Source IDs of articles that its links lead to and that are not here yet. */
  expectedLinks: string[];
}

/** An article of a source as it is stored here. */
export interface StoredDraft {
  draft: Draft | null;
  version: KnownVersion | null;
}

export interface UpsertOptions extends ArticleImportOptions {
  saveHook: SaveHook;
}

/** `now` is the time of the database. */
type PlanOptions = UpsertOptions & { now: Date };

/** Steps that save an article, and publish, schedule or unpublish it. */
export interface UpsertPlan {
  existing: Draft | null;
  external: ExternalArticle;
  save: DraftSave;
  liveBlog: ExternalArticle['liveBlog'];
  /** Content before, if the source says that it has not changed since. */
  former: ArticleContent | null;
  /** References to missing articles, which were omitted. */
  missing: string[];
  /** Time of a scheduled publication. */
  publishAt: Date | null;
  /** True if the article is not published now. */
  isDraft: boolean;
}

interface SourceColumns extends NonNullable<DraftSave['source']> {
  sourceDigest: Uint8Array<ArrayBuffer>;
}

/** An article of a source as content that can be saved. */
interface ImportedContent {
  content: ArticleContent;
  /** The article that the digest is computed from: with the stored rest of a body that the source does not show. */
  digested: ExternalArticle;
  /** The content here, if the source shows only the free preview of the body. */
  saved: ArticleContent | null;
  /** References to missing articles, which were omitted. */
  missing: string[];
  /** The same references, and links to missing items of the source. */
  lost: string[];
  sourceColumns: SourceColumns;
}

/** Plans how an article is saved. Returns the result of an article that is not saved. */
export async function planUpsert(
  tx: Transaction,
  article: ResolvedArticle,
  stored: StoredDraft,
  options: PlanOptions,
): Promise<ArticleImportResult | UpsertPlan> {
  try {
    return await createPlan(tx, article, stored, options);
  } catch (error) {
    if (!(error instanceof UserErrorException)) throw error;
    return { outcome: 'refused', reasons: [error.message] };
  }
}

async function createPlan(
  tx: Transaction,
  article: ResolvedArticle,
  { draft: existing, version }: StoredDraft,
  { overwrite = false, saveHook, checkVersion, replacesLinks = false, now }: PlanOptions,
): Promise<ArticleImportResult | UpsertPlan> {
  const { external, liveBlog } = article;
  const outdated = explainOutdated(external.sourceVersion ?? '', version);
  if (outdated !== null) return { outcome: 'unchanged', reasons: [`${outdated}: ignored`] };
  const restricted = explainRestricted(external, version, existing?.embargoedUntil ?? null, now);
  if (restricted !== null && !overwrite) {
    const reason = `${restricted}, which ${describe(external.sourceVersion ?? '')} does not end; use --overwrite to take it`;
    return { outcome: 'unchanged', reasons: [reason] };
  }
  const reason = await checkVersion?.(tx, external);
  if (reason) return { outcome: 'unchanged', reasons: [reason] };
  // The job of the schedule publishes the draft, with what was not saved.
  if (external.isUnsaved && existing?.scheduledFor) return { outcome: 'unchanged', reasons: [SCHEDULED] };
  const imported = await convertToContent(tx, article, existing, now);
  const result =
    existing &&
    (await skipSave(tx, existing, external, imported, { overwrite, version, replacesLinks, now }));
  if (result) return result;
  const articleId = existing && toGlobalId('Article', existing.id);
  const { content: unsaved, missing, sourceColumns: source } = imported;
  const content = await saveHook.apply({ action: 'IMPORT', articleId, actor: null, content: unsaved });
  const publication = planPublication(external, content, now);
  if (existing) {
    const { fields, corrections } = await loadContent(tx, existing);
    content.fields = await withHiddenValues(tx, content.fields ?? {}, fields);
    // A version has the correction that it makes, and not those of versions before it.
    if (external.sourceVersion !== undefined)
      content.corrections = joinCorrections(corrections, content.corrections);
  }
  const former = existing && isSaidUnchanged(existing, external) ? await loadContent(tx, existing) : null;
  const [id, preferredId, isPublished] = [existing?.id ?? null, external.id, !publication.isDraft];
  const save = { id, preferredId, content, source, isPublished };
  return { existing, external, save, liveBlog, former, missing, ...publication };
}

async function convertToContent(
  tx: Transaction,
  { external, body, lostLinks }: ResolvedArticle,
  existing: Draft | null,
  now: Date,
): Promise<ImportedContent> {
  const {
    source,
    sourceId,
    sourceUrl = null,
    draft: _draft,
    isUnsaved: _isUnsaved,
    id: _id,
    scheduledFor: _scheduledFor,
    unpublishedAt: _unpublishedAt,
    sourceVersion: _sourceVersion,
    embargoedUntil = null,
    isWithheld: _isWithheld,
    hasVersionDate = false,
    pictures: _pictures,
    pinned: _pinned,
    liveBlog: _liveBlog,
    hasOnlyPreview = false,
    comparison: _comparison,
    translationKeys: _translationKeys,
    isOutdatedTranslation: _isOutdatedTranslation,
    fields: importedFields = {},
    ...others
  } = external;
  const { values: fields, missing } = await resolveReferences(tx, importedFields, source);
  const saved = hasOnlyPreview && existing ? await loadContent(tx, existing) : null;
  const wholeBody = hasOnlyPreview ? joinPreview(body, saved?.body ?? null) : body;
  // With the stored rest of the body, the digest is that of an export of the source.
  const digested = hasOnlyPreview ? { ...external, body: wholeBody, hasOnlyPreview: undefined } : external;
  const lost = [...missing, ...lostLinks];
  const sourceDigest = computeSourceDigest(digested, lost);
  const columns = { source, sourceId, sourceUrl, importedAt: now, sourceDigest, editedAt: null };
  const sourceColumns = { ...columns, embargoedUntil };
  const content = { ...others, body: wholeBody, fields };
  if (hasVersionDate && existing?.publishedAt && existing.publishedAt < (others.publishedAt ?? now))
    content.publishedAt = existing.publishedAt;
  return { content, digested, saved, missing, lost, sourceColumns };
}

/** Returns the result of an article that editors have changed or its source has not; null if it is to be saved. */
async function skipSave(
  tx: Transaction,
  existing: Draft,
  external: ExternalArticle,
  { content, digested, saved, missing, lost, sourceColumns }: ImportedContent,
  {
    overwrite,
    version,
    replacesLinks,
    now,
  }: { overwrite: boolean; replacesLinks: boolean; now: Date } & Pick<StoredDraft, 'version'>,
): Promise<ArticleImportResult | null> {
  if (existing.editedAt)
    return overwrite ? null : keepEdited(tx, existing, existing.editedAt, content, sourceColumns);
  if (replacesLinks) return null;
  // The digest of an export covers the text before its links were resolved, which is not known here.
  if (saved && !external.draft && existing.sourceDigest && isSameContent(saved, content)) return UNCHANGED;
  if (!isSameSource(existing.sourceDigest, digested, lost)) {
    const isSameVersion = version && compareVersions(external.sourceVersion ?? '', version.version) === 0;
    if (overwrite || !isSameVersion || isNewlyRestricted(external, version, existing.embargoedUntil, now))
      return null;
    const reason = `${describe(version.version)} was imported before with other content or rules, which stay; use --overwrite to take this one`;
    return { outcome: 'unchanged', reasons: [reason] };
  }
  await tx.draft.update({ where: { id: existing.id }, data: sourceColumns });
  return missing.length > 0 ? { ...UNCHANGED, isIncomplete: true } : UNCHANGED;
}

/** Decides when an article is published, and sets the date of one that is published now. */
function planPublication(
  { draft, scheduledFor, embargoedUntil }: ExternalArticle,
  content: ArticleContent,
  now: Date,
): Pick<UpsertPlan, 'publishAt' | 'isDraft'> {
  const wanted = scheduledFor ?? content.publishedAt;
  const publishAt = embargoedUntil && !(wanted && wanted > embargoedUntil) ? embargoedUntil : wanted;
  if (draft) return { publishAt: null, isDraft: true };
  if (publishAt && publishAt > now) return { publishAt, isDraft: true };
  // An article with a scheduled time in the past is published under that date.
  content.publishedAt ??= publishAt;
  return { publishAt: null, isDraft: false };
}

/**
 * Returns true if a source that gives the same text in several ways has not changed an article since its last import.
 */
function isSaidUnchanged(
  { updatedAt, editedAt }: Draft,
  { comparison, updatedAt: changedAt }: ExternalArticle,
): boolean {
  return comparison !== undefined && editedAt === null && changedAt?.getTime() === updatedAt.getTime();
}

/** Returns true if an import has the content that is saved. */
function isSameContent(saved: ArticleContent, imported: ArticleContent): boolean {
  return listDifferences(saved, imported).length === 0;
}

/** Lists the fields in which an import differs from the content that is saved. */
function listDifferences(saved: ArticleContent, imported: ArticleContent): string[] {
  const toValues = (content: ArticleContent): Record<string, unknown> => JSON.parse(JSON.stringify(content));
  const [before, now] = [toValues(saved), toValues(imported)];
  return Object.keys(before).filter((name) => !isDeepStrictEqual(before[name], now[name] ?? null));
}

function joinCorrections(
  saved: ArticleContent['corrections'],
  imported: ArticleContent['corrections'],
): ArticleContent['corrections'] {
  const texts = new Set(imported.map(({ text }) => text));
  return [...saved.filter(({ text }) => !texts.has(text)), ...imported];
}

/** Returns the content of the latest revision. */
async function loadContent(tx: Transaction, { id, revision }: Draft): Promise<ArticleContent> {
  const where = { articleId_number: { articleId: id, number: revision } };
  return parseRevisionContent((await tx.articleRevision.findUniqueOrThrow({ where })).content);
}

/**
 * Keeps the editors' version of an article, says in which fields the source differs, and records its embargo, and its new
 * source ID if its file was renamed.
 */
async function keepEdited(
  tx: Transaction,
  existing: Draft,
  editedAt: Date,
  content: ArticleContent,
  { sourceId, sourceDigest, embargoedUntil }: SourceColumns,
): Promise<ArticleImportResult> {
  await tx.draft.update({ where: { id: existing.id }, data: { sourceId, embargoedUntil } });
  if (isSameDigest(existing.sourceDigest, sourceDigest)) return UNCHANGED;
  const since = editedAt.toISOString().slice(0, 16).replace('T', ' ');
  const reasons = [
    `edited in Dateline on ${since} UTC, after the last import; use --overwrite to replace the edits`,
  ];
  const saved = await loadContent(tx, existing);
  const names = listDifferences(saved, content);
  if (names.length > 0) reasons.push(`the source differs in ${names.join(', ')}`);
  if (saved.title !== content.title)
    reasons.push(`the title of the source is "${content.title.slice(0, 200)}"`);
  return { outcome: 'kept', reasons };
}
