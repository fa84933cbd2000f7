import { prerender, releaseRendering, waitForRendering } from '../../content/prerender.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { isUnreachable } from '../../database/is-database-unavailable.js';
import { type LostRetries, retryLost } from '../../database/retry-on-lost-connection.js';
import { isDryRun } from '../../mutations/dry-run.js';
import { UserErrorException } from '../../mutations/user-error-exception.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { requireValue } from '../../shared/require-value.js';
import { isStorableText } from '../../shared/text/valid-unicode.js';
import { zip } from '../../shared/zip.js';
import { NO_SAVE_HOOK } from '../editing/before-save.js';
import { linkEntries } from '../live-blog/write/import-live-blog.js';
import { type ExternalMenu, importMenu, type MenuImportResult } from '../menu/import-menu.js';
import { prerenderImportedValues } from '../own-fields/store-own-values.js';
import { pinBySlugs } from '../publishing/pins.js';
import { type ExternalSite, importSite, type SiteImportResult } from '../site/import-site.js';
import {
  addFormerPaths,
  type FormerPaths,
  type SaveTaxonomyOptions,
  saveTaxonomy,
  type Taxonomy,
  type TaxonomyNotes,
} from '../taxonomy/write/save-taxonomy.js';
import { type SourceTerm, type SourceTermsResult, saveSourceTerms } from '../taxonomy/write/source-terms.js';
import { filterAvailablePaths } from '../urls/reserve-path.js';
import { listTexts, replaceTexts } from './article-texts.js';
import { countTranslations, type TranslationCounts } from './count-translations.js';
import { DeferredIndexer } from './deferred-indexer.js';
import type {
  ArticleImportOptions,
  ArticleImportResult,
  ExternalArticle,
  SourceNote,
  SourceRemoval,
  UnpublishResult,
} from './external-article.js';
import { findSectionPaths } from './find-section-paths.js';
import { groupIndependent } from './group-independent.js';
import { type ResolvedArticle, UNCHANGED } from './plan-upsert.js';
import { renameSource, type SourceRename } from './rename-source.js';
import { loadPaths, resolveImportLinks } from './resolve-import-links.js';
import { isSameSource } from './source-digest.js';
import { savePictures } from './source-pictures.js';
import type { TranslationNames } from './translation-names.js';
import { unpublishInTransaction, upsertInTransaction } from './upsert-articles.js';

/**
 * Writes imported content; a write that fails because the connection was lost is retried. Editors write
 * through ArticleMutationService and PublishingService instead.
 */
export class ImportService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly retries: Partial<LostRetries> = {},
    private readonly saveHook = NO_SAVE_HOOK,
    private readonly primaryLanguage = 'en',
  ) {
    this.indexer = new DeferredIndexer(prisma, retries);
  }

  private readonly indexer: DeferredIndexer;

  /** Articles with references that were missing when they were saved. */
  private incomplete: ExternalArticle[] = [];

  /** Articles with links to paths that were expected, and became other ones. */
  private readonly misled = new Set<ExternalArticle>();

  /** Runs a write of an import under the write lock, and again if the connection was lost. */
  inTurn<Result>(write: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return retryLost(() => withWriteLock(this.prisma, write), this.retries);
  }

  /**
   * Creates, updates, publishes or unpublishes articles to match their source, in one transaction unless they depend
   * on each other. Articles are matched by source ID. One that cannot be saved is refused; the others are saved.
   *
   * Articles that are unchanged in the source are skipped. Articles edited here since the last import are
   * kept unless `overwrite` is set.
   */
  async upsertMany(
    articles: ExternalArticle[],
    options: ArticleImportOptions = {},
  ): Promise<ArticleImportResult[]> {
    options.translations?.add(articles);
    const storable = articles.filter(isStorableText);
    const changed = await this.listChanged(storable, options);
    const unchanged = storable.filter((article) => !changed.includes(article));
    await retryLost(() => savePictures(this.prisma, unchanged), this.retries);
    const results = new Map<ExternalArticle, ArticleImportResult>();
    for (const article of articles) if (!storable.includes(article)) results.set(article, UNSTORABLE);
    for (const group of groupIndependent(changed, options.expectedPaths)) {
      const groupResults = await this.upsertGroup(group, options);
      for (const [article, result] of zip(group, groupResults)) results.set(article, result);
    }
    return articles.map((article) => results.get(article) ?? UNCHANGED);
  }

  /** Starts to render the articles that upsertMany is going to save. */
  async prepare(articles: ExternalArticle[], options: ArticleImportOptions = {}): Promise<void> {
    const changed = await this.listChanged(articles, options);
    for (const article of await this.resolveLinks(changed, options))
      if (article.lostLinks.length === 0) for (const text of listTexts(article)) prerender(text);
  }

  private async listChanged(
    articles: ExternalArticle[],
    options: ArticleImportOptions,
  ): Promise<ExternalArticle[]> {
    if (options.recordsVersion) return articles;
    const unchanged = await retryLost(() => findUnchanged(this.prisma, articles, options), this.retries);
    return articles.filter((article) => !unchanged.has(article));
  }

  /** Does the same as upsertMany for one article. */
  async upsert(article: ExternalArticle, options: ArticleImportOptions = {}): Promise<ArticleImportResult> {
    options.translations?.add([article]);
    if (!isStorableText(article)) return UNSTORABLE;
    const [result] = await this.upsertGroup([article], options);
    return requireValue(result, 'upsertGroup returns a result for each article.');
  }

  /**
   * Saves articles in one transaction; if that fails, each in a separate one, so that only the failed one is
   * refused.
   */
  private async upsertGroup(
    articles: ExternalArticle[],
    options: ArticleImportOptions,
  ): Promise<ArticleImportResult[]> {
    const resolved = await this.resolveLinks(articles, options);
    // Texts are rendered before the write lock is taken, so that they block no other writer.
    const ofTexts = await Promise.all(
      resolved.map(async (article) => (await Promise.all(listTexts(article).map(waitForRendering))).flat()),
    );
    const ofFields = await Promise.all(articles.map(({ fields }) => prerenderImportedValues(fields)));
    const removed = zip(ofTexts, ofFields).map((lists) => [...new Set(lists.flat())]);
    try {
      const indexesLater = options.indexesLater === true && !isDryRun(this.prisma);
      const { results, unindexed } = await this.inTurn((tx) =>
        upsertInTransaction(tx, resolved, { ...options, ...this.context, indexesLater }),
      );
      for (const text of resolved.flatMap(listTexts)) releaseRendering(text);
      await this.indexer.add(unindexed);
      await this.settleExpected(zip(resolved, results), options);
      return zip(resolved, results, removed).map(([article, result, sentences]) =>
        this.noteIncomplete(article, addReasons(result, sentences)),
      );
    } catch (error) {
      if (isUnreachable(error)) throw error;
      if (articles.length === 1) {
        if (!(error instanceof UserErrorException)) throw error;
        return [{ outcome: 'refused', reasons: [error.message] }];
      }
      const results: ArticleImportResult[] = [];
      for (const article of articles) results.push(await this.upsert(article, options));
      return results;
    }
  }

  private get context() {
    return { saveHook: this.saveHook, primaryLanguage: this.primaryLanguage };
  }

  /** Checks the paths of saved articles that others linked to before. Notes articles with links to another path. */
  private async settleExpected(
    saved: [ResolvedArticle, ArticleImportResult][],
    { expectedPaths }: ArticleImportOptions,
  ): Promise<void> {
    if (!expectedPaths) return;
    const here = saved.flatMap(([article, { outcome }]) => (outcome === 'refused' ? [] : [article]));
    for (const { external, expectedLinks } of here) expectedPaths.addLinks(external, expectedLinks);
    const ids = here.map(({ external }) => external.sourceId);
    const linked = expectedPaths.listLinked(ids);
    const [source] = here.map(({ external }) => external.source);
    const paths = source === undefined ? new Map() : await this.loadPaths(source, linked);
    for (const sourceId of ids)
      for (const misled of expectedPaths.settle(sourceId, paths.get(sourceId) ?? null))
        this.misled.add(misled);
  }

  private loadPaths(source: string, sourceIds: string[]): Promise<Map<string, string>> {
    return retryLost(() => loadPaths(this.prisma, source, sourceIds), this.retries);
  }

  private async resolveLinks(
    articles: ExternalArticle[],
    { expectedPaths }: ArticleImportOptions,
  ): Promise<ResolvedArticle[]> {
    const resolved = new Map<ExternalArticle, ResolvedArticle>();
    for (const source of new Set(articles.map((article) => article.source))) {
      const ofSource = articles.filter((article) => article.source === source);
      const texts = ofSource.flatMap(listTexts);
      const resolve = () => resolveImportLinks(this.prisma, source, texts, expectedPaths);
      const results = await retryLost(resolve, this.retries);
      const byText = new Map(zip(texts, results));
      for (const external of ofSource) {
        const lostLinks = listTexts(external).flatMap((text) => byText.get(text)?.lost ?? []);
        const { body, liveBlog } = await replaceTexts(external, (text) => byText.get(text)?.body ?? text);
        const expected = listTexts(external).flatMap((text) => byText.get(text)?.expected ?? []);
        const links = { lostLinks: [...new Set(lostLinks)], expectedLinks: [...new Set(expected)] };
        resolved.set(external, { external, body, liveBlog, ...links });
      }
    }
    return articles.flatMap((article) => resolved.get(article) ?? []);
  }

  private noteIncomplete(
    { external, lostLinks }: ResolvedArticle,
    result: ArticleImportResult,
  ): ArticleImportResult {
    if (result.outcome === 'refused') return result;
    if (result.isIncomplete || lostLinks.length > 0) this.incomplete.push(external);
    return lostLinks.length > 0 ? { ...result, lostLinks } : result;
  }

  /**
   * Unpublishes articles that no longer exist in their source, and returns results in order. They are
   * published again if the source has them again.
   *
   * Articles edited here since the last import are `kept`; `unknown` are those that were neither public nor
   * scheduled.
   */
  async unpublishMissing(
    sources: SourceRemoval[],
    options: ArticleImportOptions = {},
  ): Promise<UnpublishResult[]> {
    const results: UnpublishResult[] = [];
    for (const sourceRef of sources) {
      results.push(await this.inTurn((tx) => unpublishInTransaction(tx, sourceRef, options)));
    }
    return results;
  }

  /** Indexes for search the articles that were saved with `indexesLater`. */
  async finishIndexing(): Promise<void> {
    if (!isDryRun(this.prisma)) await this.indexer.finish();
  }

  /**
   * Saves articles with missing references or links again, at the end of an import. Returns those that were
   * refused, which keep their first version, and those with links to missing items.
   */
  async completeReferences(options: ArticleImportOptions = {}): Promise<SourceNote[]> {
    const misled = new Set([...this.misled, ...(options.expectedPaths?.settleAll() ?? [])]);
    this.misled.clear();
    const incomplete = this.incomplete.filter((article) => !misled.has(article));
    this.incomplete = [];
    const notes: SourceNote[] = [];
    const saved = [
      ...(await this.upsertAgain([...misled], { ...options, replacesLinks: true })),
      ...(await this.upsertAgain(incomplete, options)),
    ];
    for (const [{ source, sourceId }, { outcome, reasons, lostLinks = [] }] of saved) {
      if (outcome === 'refused') notes.push({ source, sourceId, isRefused: true, reasons });
      else if (lostLinks.length > 0) {
        const messages = lostLinks.map(
          (url) => `the link ${url} leads to no public article that was imported`,
        );
        notes.push({ source, sourceId, isRefused: false, reasons: messages });
      }
    }
    this.incomplete = [];
    return notes;
  }

  private async upsertAgain(
    articles: ExternalArticle[],
    options: ArticleImportOptions,
  ): Promise<[ExternalArticle, ArticleImportResult][]> {
    const results: ArticleImportResult[] = [];
    for (let start = 0; start < articles.length; start += INCOMPLETE_AT_ONCE)
      results.push(...(await this.upsertGroup(articles.slice(start, start + INCOMPLETE_AT_ONCE), options)));
    return zip(articles, results);
  }

  /** Counts the articles of an import that name translations: those that are in a group, and others. */
  async countTranslations(names: TranslationNames): Promise<TranslationCounts | null> {
    const named = names.listNamed();
    return named.length === 0 ? null : retryLost(() => countTranslations(this.prisma, named), this.retries);
  }

  /** Redirects the former paths of sections, tags and authors that are here. */
  async addFormerPaths(entries: FormerPaths[]): Promise<void> {
    for (let start = 0; start < entries.length; start += FORMER_AT_ONCE)
      await this.inTurn((tx) => addFormerPaths(tx, entries.slice(start, start + FORMER_AT_ONCE)));
  }

  /** Returns the paths at which there is no content, former content or redirect. */
  async listDeadPaths(paths: string[]): Promise<string[]> {
    const dead: string[] = [];
    for (let start = 0; start < paths.length; start += PATHS_AT_ONCE) {
      const some = paths.slice(start, start + PATHS_AT_ONCE);
      dead.push(...(await retryLost(() => filterAvailablePaths(this.prisma, some), this.retries)));
    }
    return dead;
  }

  /** Replaces the pins of articles, by slug. Unknown slugs are ignored. */
  async pinMany(articles: Pick<ExternalArticle, 'slug' | 'pinned'>[]): Promise<void> {
    for (const { slug, pinned = [] } of articles) {
      await this.inTurn((tx) => pinBySlugs(tx, slug, pinned));
    }
  }

  /** Links entries of live blogs to the articles that were made of them, by slug. Unknown slugs are ignored. */
  async linkLiveBlogs(articles: Pick<ExternalArticle, 'slug' | 'liveBlog'>[]): Promise<void> {
    for (const { slug, liveBlog } of articles) {
      const entries = (liveBlog?.entries ?? []).filter(({ article }) => article !== null);
      if (entries.length > 0) await this.inTurn((tx) => linkEntries(tx, slug, entries));
    }
  }

  /** Lists the names of the sources that articles came from. */
  async listSources(): Promise<string[]> {
    const select = { source: true };
    const rows = await retryLost(
      () => this.prisma.draft.findMany({ where: { source: { not: null } }, distinct: ['source'], select }),
      this.retries,
    );
    return rows.flatMap(({ source }) => source ?? []);
  }

  /** Lists the source IDs of a source's articles. */
  async listSourceIds(source: string): Promise<string[]> {
    const select = { sourceId: true };
    const rows = await retryLost(
      () => this.prisma.draft.findMany({ where: { source }, select }),
      this.retries,
    );
    return rows.flatMap(({ sourceId }) => sourceId ?? []);
  }

  /** Returns the slugs from the root down of the sections that a source calls by the given slugs. */
  findSectionPaths(source: string, slugs: string[]): Promise<Map<string, string[]>> {
    return retryLost(() => findSectionPaths(this.prisma, source, slugs), this.retries);
  }

  /** Renames the source of articles, unless there are articles of the new name. */
  renameSource(rename: SourceRename): Promise<void> {
    return this.inTurn((tx) => renameSource(tx, rename));
  }

  /** Lists the slugs of all articles, or of some, with the source IDs of those of a source and null for others. */
  async listSlugs(
    source: string,
    only?: { sourceId: string; slugs: string[] },
  ): Promise<{ slug: string; sourceId: string | null }[]> {
    const select = { slug: true, source: true, sourceId: true };
    const where = only && { OR: [{ source, sourceId: only.sourceId }, { slug: { in: only.slugs } }] };
    const drafts = await retryLost(
      () => this.prisma.draft.findMany({ select, ...(where && { where }) }),
      this.retries,
    );
    return drafts.map((draft) => ({
      slug: draft.slug,
      sourceId: draft.source === source ? draft.sourceId : null,
    }));
  }

  /** Creates or updates menus, each in a separate transaction. Returns results in order. */
  async importMenus(menus: ExternalMenu[], options: ArticleImportOptions = {}): Promise<MenuImportResult[]> {
    const results: MenuImportResult[] = [];
    for (const menu of menus)
      results.push(await this.inTurn((tx) => importMenu(tx, menu, options)).catch(toRefusal));
    return results;
  }

  /** Saves the settings of the site and its boxes. */
  importSite(site: ExternalSite, options: ArticleImportOptions = {}): Promise<SiteImportResult> {
    return this.inTurn((tx) => importSite(tx, site, options)).catch(toRefusal);
  }

  /**
   * Creates or updates sections, authors and tags in one transaction. Returns omitted references to missing
   * content, such as `the tag tide: featured: the article ferry was not found`, and entries that belong to
   * another source. Throws UserErrorException.
   */
  saveTaxonomy(taxonomy: Partial<Taxonomy>, options: SaveTaxonomyOptions = {}): Promise<TaxonomyNotes> {
    return this.inTurn((tx) => saveTaxonomy(tx, taxonomy, options));
  }

  /**
   * Renames sections, tags and authors that their source has renamed, and records the IDs that others have there. Returns
   * the slug by which each is found here.
   */
  saveSourceTerms(source: string, terms: SourceTerm[]): Promise<SourceTermsResult> {
    return this.inTurn((tx) => saveSourceTerms(tx, source, terms));
  }
}

/** Number of articles per transaction when their references are completed. */
const INCOMPLETE_AT_ONCE = 25;
/** Number of sections, tags and authors per transaction when former paths are saved. */
const FORMER_AT_ONCE = 100;
/** Number of paths that one statement looks for. */
const PATHS_AT_ONCE = 1_000;
/** Adds sentences about what the texts of an article have lost, if it was saved. */
function addReasons(result: ArticleImportResult, sentences: string[]): ArticleImportResult {
  const isSaved = result.outcome === 'created' || result.outcome === 'updated';
  return isSaved ? { ...result, reasons: [...result.reasons, ...sentences] } : result;
}

const UNSTORABLE: ArticleImportResult = {
  outcome: 'refused',
  reasons: ['A text contains U+0000 or a lone surrogate, which cannot be stored. Remove it.'],
};

/** Returns the result of a menu, site or front that was refused. Throws any other error. */
export function toRefusal(error: unknown): { outcome: 'refused'; reasons: string[] } {
  if (!(error instanceof UserErrorException)) throw error;
  const reasons = error.userErrors.map(({ field, message }) => `${field?.join('.')}: ${message}`);
  return { outcome: 'refused', reasons };
}

/**
 * Finds articles that are unchanged in their source since the last import. One statement for many articles
 * saves a transaction for each.
 */
async function findUnchanged(
  prisma: PrismaClient,
  articles: ExternalArticle[],
  { overwrite }: ArticleImportOptions,
): Promise<Set<ExternalArticle>> {
  const sources = articles.map(({ source }) => source);
  const sourceIds = articles.map(({ sourceId }) => sourceId);
  const rows = await prisma.$queryRaw<
    { source: string; sourceId: string; sourceDigest: Uint8Array | null; isEdited: boolean }[]
  >`
    SELECT d.source, d.source_id AS "sourceId", d.source_digest AS "sourceDigest", d.edited_at IS NOT NULL AS "isEdited"
    FROM unnest(${sources}::text[], ${sourceIds}::text[]) AS item (source, source_id)
    -- One look into the index for each: without fresh statistics, PostgreSQL would read the whole table.
    CROSS JOIN LATERAL (
      SELECT * FROM draft WHERE (source, source_id) = (item.source, item.source_id) LIMIT 1
    ) d`;
  const saved = new Map(rows.map((row) => [`${row.source} ${row.sourceId}`, row]));
  return new Set(
    articles.filter((article) => {
      const row = saved.get(`${article.source} ${article.sourceId}`);
      return row && isSameSource(row.sourceDigest, article) && !(overwrite && row.isEdited);
    }),
  );
}
