import { isDeepStrictEqual } from 'node:util';
import { joinPreview } from '../../content/free-preview.js';
import type { Draft } from '../../database/generated/client.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { type ArticleContent, parseRevisionContent } from '../editing/article-content.js';
import type { SaveHook } from '../editing/before-save.js';
import { type DraftSave, saveDrafts } from '../editing/drafts.js';
import { withHiddenValues } from '../own-fields/hidden-values.js';
import { resolveReferences } from '../own-fields/resolve-references.js';
import { publishAll, recordUnpublished, unpublish } from '../publishing/publish-article.js';
import { cancelSchedule, schedule } from '../publishing/schedule-publication.js';
import { RevisionKind } from '../revision/revision.type.js';
import { addRedirects } from '../urls/add-redirects.js';
import type {
  ArticleImportOptions,
  ArticleImportResult,
  ExternalArticle,
  SourceRef,
  UnpublishResult,
} from './external-article.js';
import { announceDeferredArticles, announceNewArticles, indexArticles } from './index-articles.js';
import { computeSourceDigest, isSameDigest, isSameSource } from './source-digest.js';

export const UNCHANGED: ArticleImportResult = { outcome: 'unchanged', reasons: [] };

/** An article with resolved links. */
export interface ResolvedArticle {
  external: ExternalArticle;
  /** Body with resolved links. */
  body: ExternalArticle['body'];
  lostLinks: string[];
}

interface UpsertOptions extends ArticleImportOptions {
  saveHook: SaveHook;
}

/** Steps that save an article, and publish, schedule or unpublish it. */
interface UpsertPlan {
  existing: Draft | null;
  external: ExternalArticle;
  save: DraftSave;
  /** Content before, if the source says that it has not changed since. */
  former: ArticleContent | null;
  /** References to missing articles, which were omitted. */
  missing: string[];
  /** Time of a scheduled publication. */
  publishAt: Date | null;
  /** True if the article is not published now. */
  isDraft: boolean;
}

/** Results in order, and the number of articles that are still to be indexed for search. */
interface UpsertResult {
  results: ArticleImportResult[];
  unindexed: number;
}

/**
 * Creates or updates articles to match their source. The articles must be independent of each other. Throws
 * UserErrorException if one of them cannot be saved; those refused beforehand have that outcome.
 */
export async function upsertInTransaction(
  tx: Transaction,
  articles: ResolvedArticle[],
  options: UpsertOptions,
): Promise<UpsertResult> {
  const findExisting = await loadExistingDrafts(tx, articles);
  const plans: (ArticleImportResult | UpsertPlan)[] = [];
  for (const article of articles)
    plans.push(await planUpsert(tx, article, findExisting(article.external), options));
  const saves = plans.filter((plan) => 'save' in plan);
  assertDistinct(saves);
  // An article that is new here was not public before.
  const isNew = saves.every(({ existing }) => existing === null);
  const isIndexedLater = isNew && options.indexesLater === true;
  if (isNew) await (isIndexedLater ? announceDeferredArticles(tx) : announceNewArticles(tx));
  const origin = { kind: RevisionKind.IMPORTED, keyId: null, setsDate: true };
  const saved = await saveDrafts(
    tx,
    saves.map(({ save }) => save),
    origin,
  );
  const savedIds = saved.map(({ id }) => id);
  const published = saved.flatMap(({ id, body }) => (body ? [id] : []));
  const bodies = saved.flatMap(({ body }) => body ?? []);
  const reasons = await addRedirects(
    tx,
    saved.map(({ id }, i) => ({ id, aliases: getGoneAt(saves[i]!) ? [] : saves[i]!.save.content.aliases })),
  );
  const results: ArticleImportResult[] = [];
  for (const plan of plans)
    results.push('save' in plan ? await completeSave(tx, plan, saved.shift()!.id, reasons.shift()!) : plan);
  await publishAll(tx, published, { snapshots: isNew ? new Map() : undefined, bodies });
  if (!isIndexedLater) await indexArticles(tx, savedIds);
  return { results, unindexed: isIndexedLater ? savedIds.length : 0 };
}

async function planUpsert(
  tx: Transaction,
  article: ResolvedArticle,
  existing: Draft | null,
  options: UpsertOptions,
): Promise<ArticleImportResult | UpsertPlan> {
  try {
    return await createPlan(tx, article, existing, options);
  } catch (error) {
    if (!(error instanceof UserErrorException)) throw error;
    return { outcome: 'refused', reasons: [error.message] };
  }
}

async function createPlan(
  tx: Transaction,
  { external, body, lostLinks }: ResolvedArticle,
  existing: Draft | null,
  { overwrite, saveHook }: UpsertOptions,
): Promise<ArticleImportResult | UpsertPlan> {
  const {
    source,
    sourceId,
    draft,
    id: preferredId,
    scheduledFor,
    unpublishedAt: _unpublishedAt,
    pinned: _pinned,
    hasOnlyPreview = false,
    comparison: _comparison,
    fields: importedFields = {},
    ...others
  } = external;
  const { values: fields, missing } = await resolveReferences(tx, importedFields, source);
  const saved = hasOnlyPreview && existing ? await loadContent(tx, existing) : null;
  const imported: ArticleContent = {
    ...others,
    body: hasOnlyPreview ? joinPreview(body, saved?.body ?? null) : body,
    fields,
  };
  // Joined with the stored text after the preview, it is the text that an export of the source has.
  const { body: wholeBody } = imported;
  const digested = hasOnlyPreview ? { ...external, body: wholeBody, hasOnlyPreview: undefined } : external;
  const lost = [...missing, ...lostLinks];
  const sourceDigest = computeSourceDigest(digested, lost);
  const sourceColumns = { source, sourceId, sourceDigest, editedAt: null };
  if (existing?.editedAt && !overwrite) return keepEdited(tx, existing, sourceId, sourceDigest);
  // The digest of an export covers the text before its links were resolved, which is not known here.
  const isSaved = saved !== null && !draft && existing?.sourceDigest && isSameContent(saved, imported);
  if (isSaved && !existing?.editedAt) return UNCHANGED;
  if (existing && isSameSource(existing.sourceDigest, digested, lost) && !existing.editedAt) {
    await tx.draft.update({ where: { id: existing.id }, data: sourceColumns });
    return missing.length > 0 ? { ...UNCHANGED, isIncomplete: true } : UNCHANGED;
  }
  const articleId = existing && toGlobalId('Article', existing.id);
  const content = await saveHook.apply({ action: 'IMPORT', articleId, actor: null, content: imported });
  const publishAt = scheduledFor ?? content.publishedAt;
  const isScheduled = isInFuture(publishAt) && !draft;
  // An article with a scheduled time in the past is published under that date.
  if (!draft && !isScheduled) content.publishedAt ??= publishAt;
  if (existing)
    content.fields = await withHiddenValues(
      tx,
      content.fields ?? {},
      (await loadContent(tx, existing)).fields,
    );
  return {
    existing,
    external,
    former: existing && isSaidUnchanged(existing, external) ? await loadContent(tx, existing) : null,
    save: {
      id: existing?.id ?? null,
      preferredId,
      content,
      source: sourceColumns,
      isPublished: !draft && !isScheduled,
    },
    missing,
    publishAt: isScheduled ? publishAt : null,
    isDraft: draft || isScheduled,
  };
}

/** Schedules or unpublishes a saved article, unless it is published, and returns its result. */
async function completeSave(
  tx: Transaction,
  plan: UpsertPlan,
  id: number,
  reasons: string[],
): Promise<ArticleImportResult> {
  const { existing, external, former, save, missing, publishAt, isDraft } = plan;
  const { scheduledFor, sourceId } = external;
  const goneAt = getGoneAt(plan);
  reasons.push(...missing.map((reason) => `${reason} and was ignored, unless this import adds it later`));
  if (publishAt && !scheduledFor) reasons.push('the date is in the future: scheduled');
  if (existing && existing.sourceId !== sourceId) reasons.push(`imported from ${existing.sourceId} before`);
  if (existing?.scheduledFor) await cancelSchedule(tx, id);
  if (publishAt) await schedule(tx, id, publishAt);
  if (isDraft && existing) await unpublish(tx, id);
  if (goneAt) await recordUnpublished(tx, id, goneAt, save.content.aliases);
  return {
    outcome: existing ? 'updated' : 'created',
    reasons,
    ...(missing.length > 0 && { isIncomplete: true }),
    ...(former && { former: { title: former.title, standfirst: former.standfirst, body: former.body } }),
  };
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

/** Returns the time at which a new draft was unpublished at its source; its paths are then those of former content. */
function getGoneAt({ existing, external: { draft, unpublishedAt } }: UpsertPlan): Date | null {
  return (draft && !existing && unpublishedAt) || null;
}

/** Throws UserErrorException if two articles would be saved as the same. */
function assertDistinct(plans: UpsertPlan[]): void {
  const ids = plans.flatMap(({ existing }) => existing?.id ?? []);
  if (new Set(ids).size < ids.length)
    throw createUserErrorException('Two articles of the source are the same article here.');
}

/** Returns true if an import has the content that is saved. */
function isSameContent(saved: ArticleContent, imported: ArticleContent): boolean {
  const toValues = (content: ArticleContent): Record<string, unknown> => JSON.parse(JSON.stringify(content));
  const [before, now] = [toValues(saved), toValues(imported)];
  return Object.keys(before).every((name) => isDeepStrictEqual(before[name], now[name] ?? null));
}

/** Returns the content of the latest revision. */
async function loadContent(tx: Transaction, { id, revision }: Draft): Promise<ArticleContent> {
  const where = { articleId_number: { articleId: id, number: revision } };
  return parseRevisionContent((await tx.articleRevision.findUniqueOrThrow({ where })).content);
}

export async function unpublishInTransaction(
  tx: Transaction,
  { source, sourceId }: SourceRef,
  { overwrite }: ArticleImportOptions,
): Promise<UnpublishResult> {
  const existing = await tx.draft.findFirst({ where: { source, sourceId }, include: { article: true } });
  if (!existing) return 'unknown';
  const isPublicOrScheduled = existing.article !== null || existing.scheduledFor !== null;
  if (isPublicOrScheduled && existing.editedAt && !overwrite) return 'kept';
  if (existing.scheduledFor) await cancelSchedule(tx, existing.id);
  await unpublish(tx, existing.id);
  await tx.draft.update({ where: { id: existing.id }, data: { sourceDigest: null } });
  return isPublicOrScheduled ? 'withdrawn' : 'unknown';
}

/** Loads the articles of a source that are here: by source ID, else by slug within the source (renamed file). */
async function loadExistingDrafts(
  tx: Transaction,
  articles: ResolvedArticle[],
): Promise<(external: ExternalArticle) => Draft | null> {
  const sources = [...new Set(articles.map(({ external }) => external.source))];
  // In one statement, PostgreSQL would compare every article of the source with both lists.
  const load = (name: 'sourceId' | 'slug') =>
    sources.map((source) => {
      const ofSource = articles.flatMap(({ external }) => (external.source === source ? [external] : []));
      return tx.draft.findMany({ where: { source, [name]: { in: ofSource.map((each) => each[name]) } } });
    });
  const drafts = (await Promise.all([...load('sourceId'), ...load('slug')])).flat();
  return ({ source, sourceId, slug }) => {
    const ofSource = drafts.filter((draft) => draft.source === source);
    return (
      ofSource.find((draft) => draft.sourceId === sourceId) ??
      ofSource.find((draft) => draft.slug === slug) ??
      null
    );
  };
}

/** Keeps the editors' version of an article and records its new source ID if its file was renamed. */
async function keepEdited(
  tx: Transaction,
  existing: Draft,
  sourceId: string,
  sourceDigest: Uint8Array,
): Promise<ArticleImportResult> {
  await tx.draft.update({ where: { id: existing.id }, data: { sourceId } });
  if (isSameDigest(existing.sourceDigest, sourceDigest)) return UNCHANGED;
  const since = existing.editedAt!.toISOString().slice(0, 16).replace('T', ' ');
  return {
    outcome: 'kept',
    reasons: [
      `edited in Dateline on ${since} UTC, after the last import; use --overwrite to replace the edits`,
    ],
  };
}

function isInFuture(date: Date | null): boolean {
  return date !== null && date > new Date();
}
