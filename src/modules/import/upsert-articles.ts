import type { Draft } from '../../database/generated/client.js';
import { loadSiteLanguages } from '../../database/site-languages.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import { requireValue } from '../../shared/require-value.js';
import { zip } from '../../shared/zip.js';
import { saveDrafts } from '../editing/drafts.js';
import { importLiveBlog } from '../live-blog/write/import-live-blog.js';
import { publishAll, recordUnpublished, unpublish } from '../publishing/publish-article.js';
import { cancelSchedule, schedule } from '../publishing/schedule-publication.js';
import { RevisionKind } from '../revision/revision.type.js';
import {
  announceDeferredArticles,
  announceNewArticles,
  indexArticles,
} from '../search/index/index-articles.js';
import { addRedirects } from '../urls/add-redirects.js';
import type {
  ArticleImportOptions,
  ArticleImportResult,
  ExternalArticle,
  SourceRemoval,
  UnpublishResult,
} from './external-article.js';
import { joinTranslations } from './join-translations.js';
import { planUpsert, type ResolvedArticle, type UpsertOptions, type UpsertPlan } from './plan-upsert.js';
import { savePictures } from './source-pictures.js';
import { compareVersions, loadVersions, saveVersions } from './source-versions.js';

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
  options: UpsertOptions & { primaryLanguage: string },
): Promise<UpsertResult> {
  const findExisting = await loadExistingDrafts(tx, articles);
  const findVersion = await loadVersions(
    tx,
    articles.map(({ external }) => external),
  );
  const now = await readDatabaseClock(tx);
  const plans: (ArticleImportResult | UpsertPlan)[] = [];
  for (const article of articles) {
    const stored = { draft: findExisting(article.external), version: findVersion(article.external) };
    plans.push(await planUpsert(tx, article, stored, { ...options, now }));
  }
  const saves = plans.filter((plan) => 'save' in plan);
  const kept: ExternalArticle[] = [];
  for (const [{ external }, plan] of zip(articles, plans)) {
    if (!('outcome' in plan) || plan.outcome !== 'kept') continue;
    kept.push(external);
    plan.reasons.push(...(await enforceRestrictions(tx, external, findExisting(external), now)));
  }
  await saveVersions(tx, [...saves.map(({ external }) => external), ...kept], { isRemoval: false });
  // Also of articles that stay as they are, since earlier versions of the gateway stored no pictures.
  await savePictures(
    tx,
    articles.map(({ external }) => external),
  );
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
    zip(saved, saves).map(([{ id }, save]) => ({
      id,
      aliases: getGoneAt(save) ? [] : save.save.content.aliases,
    })),
  );
  const completions = zip(saved, reasons).values();
  const results: ArticleImportResult[] = [];
  for (const plan of plans) {
    if ('save' in plan) {
      const [{ id }, ownReasons] = requireValue(completions.next().value, 'Each plan to save has a draft.');
      results.push(await completeSave(tx, plan, id, ownReasons));
    } else results.push(plan);
  }
  await publishAll(tx, published, { snapshots: isNew ? new Map() : undefined, bodies });
  const translations = zip(saved, saves).map(([{ id }, { external }]) => ({ id, external }));
  const unjoined = await joinTranslations(tx, translations, options.translations, options.primaryLanguage);
  addTranslationReasons(results, plans, savedIds, unjoined);
  if (!isIndexedLater) await indexArticles(tx, savedIds);
  return { results, unindexed: isIndexedLater ? savedIds.length : 0 };
}

/** Adds to the results of saved articles why they were not joined with their translations. */
function addTranslationReasons(
  results: ArticleImportResult[],
  plans: (ArticleImportResult | UpsertPlan)[],
  savedIds: number[],
  reasons: Map<number, string[]>,
): void {
  const ids = savedIds.values();
  for (const [result, plan] of zip(results, plans))
    if ('save' in plan) result.reasons.push(...(reasons.get(ids.next().value ?? 0) ?? []));
}

/** Schedules or unpublishes a saved article, unless it is published, and returns its result. */
async function completeSave(
  tx: Transaction,
  plan: UpsertPlan,
  id: number,
  reasons: string[],
): Promise<ArticleImportResult> {
  const { existing, external, former, save, liveBlog, missing, publishAt, isDraft } = plan;
  const { scheduledFor, sourceId } = external;
  const goneAt = getGoneAt(plan);
  reasons.push(...missing.map((reason) => `${reason} and was ignored, unless this import adds it later`));
  if (publishAt && !scheduledFor) reasons.push('the date is in the future: scheduled');
  if (existing && existing.sourceId !== sourceId) reasons.push(`imported from ${existing.sourceId} before`);
  if (existing && !external.isUnsaved) {
    if (existing.scheduledFor) await cancelSchedule(tx, [id]);
    if (isDraft) await unpublish(tx, [id]);
  }
  if (publishAt) await schedule(tx, [id], publishAt);
  if (goneAt) await recordUnpublished(tx, id, goneAt, save.content.aliases);
  if (liveBlog) reasons.push(...(await importLiveBlog(tx, id, liveBlog)));
  return {
    outcome: existing ? 'updated' : 'created',
    reasons,
    ...(missing.length > 0 && { isIncomplete: true }),
    ...(former && { former: { title: former.title, standfirst: former.standfirst, body: former.body } }),
  };
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

export async function unpublishInTransaction(
  tx: Transaction,
  removal: SourceRemoval,
  { overwrite, checkVersion }: ArticleImportOptions,
): Promise<UnpublishResult> {
  const { source, sourceId, sourceVersion, isKill = false } = removal;
  if (await checkVersion?.(tx, { source, sourceId })) return 'unknown';
  const findVersion = await loadVersions(tx, [removal]);
  const known = findVersion(removal);
  if (known && (compareVersions(sourceVersion ?? '', known.version) ?? 0) < 0) return 'outdated';
  const existing = await tx.draft.findFirst({ where: { source, sourceId }, include: { article: true } });
  const isPublicOrScheduled =
    existing !== null && (existing.article !== null || existing.scheduledFor !== null);
  if (isPublicOrScheduled && existing.editedAt && !overwrite && !isKill) return 'kept';
  await saveVersions(tx, [removal], { isRemoval: true });
  if (!existing) return 'unknown';
  if (existing.scheduledFor) await cancelSchedule(tx, [existing.id]);
  await unpublish(tx, [existing.id]);
  await tx.draft.update({ where: { id: existing.id }, data: { sourceDigest: null } });
  return isPublicOrScheduled ? 'withdrawn' : 'unknown';
}

/**
 * Unpublishes an article that editors have changed, if its source withholds or embargoes it now. Returns what was
 * done.
 */
async function enforceRestrictions(
  tx: Transaction,
  { isWithheld = false, embargoedUntil = null }: ExternalArticle,
  existing: Draft | null,
  now: Date,
): Promise<string[]> {
  const isEmbargoed = embargoedUntil !== null && embargoedUntil > now;
  if (!existing || (!isWithheld && !isEmbargoed)) return [];
  const isTooEarly = existing.scheduledFor && (isWithheld || existing.scheduledFor < (embargoedUntil ?? 0));
  if (isTooEarly) await cancelSchedule(tx, [existing.id]);
  const wasPublic = (await tx.article.count({ where: { id: existing.id } })) > 0;
  await unpublish(tx, [existing.id]);
  const what = isWithheld ? 'withheld by the source' : `embargoed until ${embargoedUntil?.toISOString()}`;
  return [
    ...(wasPublic ? [`${what}: unpublished`] : []),
    ...(isTooEarly ? [`${what}: the scheduled publication was canceled`] : []),
  ];
}

/** Loads the articles of a source that are here: by source ID, else by slug within the source and language (renamed file). */
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
  const languages = drafts.some(({ language }) => language) ? await loadSiteLanguages(tx) : null;
  const isSameLanguage = (one: string | null, other: string | null | undefined) =>
    !languages || languages.resolve(one) === languages.resolve(other);
  return ({ source, sourceId, slug, language }) => {
    const ofSource = drafts.filter((draft) => draft.source === source);
    return (
      ofSource.find((draft) => draft.sourceId === sourceId) ??
      ofSource.find((draft) => draft.slug === slug && isSameLanguage(draft.language, language)) ??
      null
    );
  };
}
