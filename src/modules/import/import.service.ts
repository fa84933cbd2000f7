import { createHash } from 'node:crypto';
import { joinPreview } from '../../content/free-preview.js';
import { prerender, waitForRendering } from '../../content/prerender.js';
import type { Draft, PrismaClient } from '../../database/generated/client.js';
import { type LostRetries, retryLost } from '../../database/retry-on-lost-connection.js';
import type { ImportedValues } from '../../fields/imported-value.js';
import {
  type ArticleContent,
  createUserErrorException,
  parseRevisionContent,
  UserErrorException,
} from '../../mutations/article-content.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { isStorableText } from '../../shared/text/valid-unicode.js';
import { NO_SAVE_HOOK, type SaveHook } from '../editing/before-save.js';
import { createDraft, updateDraft } from '../editing/drafts.js';
import { type ExternalMenu, importMenu, type MenuImportResult } from '../menu/import-menu.js';
import { withHiddenValues } from '../own-fields/hidden-values.js';
import { resolveReferences } from '../own-fields/resolve-references.js';
import { prerenderImportedValues } from '../own-fields/store-own-values.js';
import { pinBySlugs } from '../publishing/pins.js';
import { publish, recordUnpublished, unpublish } from '../publishing/publish-article.js';
import { cancelSchedule, schedule } from '../publishing/schedule-publication.js';
import { RevisionKind } from '../revision/revision.type.js';
import {
  addFormerPaths,
  type FormerPaths,
  type SaveTaxonomyOptions,
  saveTaxonomy,
  type Taxonomy,
} from '../taxonomy/write/save-taxonomy.js';
import { addRedirects, filterAvailablePaths } from '../urls/reserve-path.js';
import { resolveImportLinks } from './resolve-import-links.js';

/** Article of an external source. */
export interface ExternalArticle extends Omit<ArticleContent, 'fields'> {
  /** Name of the source, such as `markdown`. */
  source: string;
  /** ID that is stable between runs, so that a second run updates the same article. */
  sourceId: string;
  /** If false, the article is published, or scheduled for a future `publishedAt`. */
  draft: boolean;
  /** Preferred ID, used if it is free so that the global ID stays the same. */
  id?: number;
  /** Time of a scheduled publication; if null, a future `publishedAt` schedules it. */
  scheduledFor?: Date | null;
  /** Time at which a draft was unpublished. */
  unpublishedAt?: Date | null;
  /** Slugs of articles pinned to this one: see pinMany. */
  pinned?: string[];
  /** True if the source shows only the free preview of the body, so that what is here of the rest stays. */
  hasOnlyPreview?: boolean;
  /** Values of own fields. References may be to articles of the source that are not saved yet. */
  fields?: ImportedValues | undefined;
}

/** Outcome of importing an article, with notes for the person who runs the import. */
export interface ArticleImportResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';
  reasons: string[];
  /** True if references to missing articles were left out. */
  isIncomplete?: boolean;
  /** URLs of links to items of the source that are not here. */
  lostLinks?: string[];
}

/** Result for an article that is known only when all others are saved. */
export interface SourceNote extends Pick<ExternalArticle, 'source' | 'sourceId'> {
  /** True if the article was refused at last. Else the reasons are about its links. */
  isRefused: boolean;
  reasons: string[];
}

type SourceRef = Pick<ExternalArticle, 'source' | 'sourceId'>;

export type UnpublishResult = 'withdrawn' | 'kept' | 'unknown';

export interface ArticleImportOptions {
  /** If true, the source overwrites what editors have saved, published or unpublished here since. */
  overwrite?: boolean;
}

/**
 * Writes imported content; a write that fails because the connection was lost is retried. Editors write
 * through ArticleMutationService and PublishingService instead.
 */
export class ImportService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly retries: Partial<LostRetries> = {},
    private readonly saveHook = NO_SAVE_HOOK,
  ) {}

  /** Articles with references that were missing when they were saved. */
  #incomplete: ExternalArticle[] = [];

  #inTurn<Result>(write: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return retryLost(() => withWriteLock(this.prisma, write), this.retries);
  }

  /**
   * Creates, updates, publishes or unpublishes articles to match their source, each in a transaction of its
   * own. Articles are matched by source ID.
   *
   * Articles that are unchanged in the source are skipped. Articles edited here since the last import are
   * kept unless `overwrite` is set.
   */
  async upsertMany(
    articles: ExternalArticle[],
    options: ArticleImportOptions = {},
  ): Promise<ArticleImportResult[]> {
    const unchanged = await retryLost(() => findUnchanged(this.prisma, articles, options), this.retries);
    const changed = articles.filter((article) => !unchanged.has(article));
    const results = new Map<ExternalArticle, ArticleImportResult>();
    for (const [i, article] of changed.entries()) {
      for (const { body } of changed.slice(i + 1, i + 1 + PRERENDERED_AHEAD)) prerender(body);
      results.set(article, await this.upsert(article, options));
    }
    return articles.map((article) => results.get(article) ?? UNCHANGED);
  }

  /** Does the same as upsertMany for one article. */
  async upsert(article: ExternalArticle, options: ArticleImportOptions = {}): Promise<ArticleImportResult> {
    const { body, lost } = await retryLost(
      () => resolveImportLinks(this.prisma, article.source, article.body),
      this.retries,
    );
    // Texts are rendered before the write lock is taken, so that they block no other writer.
    await waitForRendering(body);
    await prerenderImportedValues(article.fields);
    try {
      const result = await this.#inTurn((tx) =>
        upsertInTransaction(tx, article, { ...options, saveHook: this.saveHook, body, lostLinks: lost }),
      );
      if (result.isIncomplete || lost.length > 0) this.#incomplete.push(article);
      return lost.length > 0 ? { ...result, lostLinks: lost } : result;
    } catch (error) {
      if (!(error instanceof UserErrorException)) throw error;
      return { outcome: 'refused', reasons: [error.message] };
    }
  }

  /**
   * Unpublishes articles that no longer exist in their source, and returns results in order. They are
   * published again if the source has them again.
   *
   * Articles edited here since the last import are `kept`; `unknown` are those that were neither public nor
   * scheduled.
   */
  async unpublishMissing(
    sources: SourceRef[],
    options: ArticleImportOptions = {},
  ): Promise<UnpublishResult[]> {
    const results: UnpublishResult[] = [];
    for (const sourceRef of sources) {
      results.push(await this.#inTurn((tx) => unpublishInTransaction(tx, sourceRef, options)));
    }
    return results;
  }

  /**
   * Saves articles again whose references or links were missing, at the end of an import. Returns those that were
   * refused, which keep what was saved first, and those with links to items that are not here.
   */
  async completeReferences(options: ArticleImportOptions = {}): Promise<SourceNote[]> {
    const incomplete = this.#incomplete;
    this.#incomplete = [];
    const notes: SourceNote[] = [];
    for (const article of incomplete) {
      const { source, sourceId } = article;
      const { outcome, reasons, lostLinks = [] } = await this.upsert(article, options);
      if (outcome === 'refused') notes.push({ source, sourceId, isRefused: true, reasons });
      else if (lostLinks.length > 0) {
        const messages = lostLinks.map((url) => `the link ${url} leads to nothing that was imported`);
        notes.push({ source, sourceId, isRefused: false, reasons: messages });
      }
    }
    this.#incomplete = [];
    return notes;
  }

  /** Redirects the former paths of sections, tags and authors that are here. */
  async addFormerPaths(entries: FormerPaths[]): Promise<void> {
    for (let start = 0; start < entries.length; start += FORMER_AT_ONCE)
      await this.#inTurn((tx) => addFormerPaths(tx, entries.slice(start, start + FORMER_AT_ONCE)));
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
      await this.#inTurn((tx) => pinBySlugs(tx, slug, pinned));
    }
  }

  /** Lists the slugs of all articles, with the source IDs of those of a source and null for others. */
  async listSlugs(source: string): Promise<{ slug: string; sourceId: string | null }[]> {
    const select = { slug: true, source: true, sourceId: true };
    const drafts = await retryLost(() => this.prisma.draft.findMany({ select }), this.retries);
    return drafts.map((draft) => ({
      slug: draft.slug,
      sourceId: draft.source === source ? draft.sourceId : null,
    }));
  }

  /** Creates or updates menus, each in a transaction of its own. Returns results in order. */
  async importMenus(menus: ExternalMenu[], options: ArticleImportOptions = {}): Promise<MenuImportResult[]> {
    const results: MenuImportResult[] = [];
    for (const menu of menus) {
      try {
        results.push(await this.#inTurn((tx) => importMenu(tx, menu, options)));
      } catch (error) {
        if (!(error instanceof UserErrorException)) throw error;
        const reasons = error.userErrors.map(({ field, message }) => `${field?.join('.')}: ${message}`);
        results.push({ outcome: 'refused', reasons });
      }
    }
    return results;
  }

  /**
   * Creates or updates sections, authors and tags in one transaction. Returns the references to missing content,
   * which were left out, such as `the tag tide: featured: the article ferry was not found`. Throws UserErrorException.
   */
  saveTaxonomy(taxonomy: Taxonomy, options: SaveTaxonomyOptions = {}): Promise<string[]> {
    return this.#inTurn((tx) => saveTaxonomy(tx, taxonomy, options));
  }
}

/** Sections, tags and authors whose former paths are saved in one transaction. */
const FORMER_AT_ONCE = 100;
/** Number of articles rendered ahead while one is written. */
const PRERENDERED_AHEAD = 2;
/** Number of paths that one statement looks for. */
const PATHS_AT_ONCE = 1_000;
const UNCHANGED: ArticleImportResult = { outcome: 'unchanged', reasons: [] };

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
    SELECT source, source_id AS "sourceId", source_digest AS "sourceDigest", edited_at IS NOT NULL AS "isEdited"
    FROM draft WHERE (source, source_id) IN (SELECT * FROM unnest(${sources}::text[], ${sourceIds}::text[]))`;
  const saved = new Map(rows.map((row) => [`${row.source} ${row.sourceId}`, row]));
  return new Set(
    articles.filter((article) => {
      const row = saved.get(`${article.source} ${article.sourceId}`);
      return (
        row && isSameDigest(row.sourceDigest, computeSourceDigest(article)) && !(overwrite && row.isEdited)
      );
    }),
  );
}

interface UpsertOptions extends ArticleImportOptions {
  saveHook: SaveHook;
  /** Body with resolved links. */
  body: ExternalArticle['body'];
  lostLinks: string[];
}

async function upsertInTransaction(
  tx: Transaction,
  external: ExternalArticle,
  { overwrite, saveHook, body, lostLinks }: UpsertOptions,
): Promise<ArticleImportResult> {
  if (!isStorableText(external)) {
    throw createUserErrorException(
      'A text contains U+0000 or a lone surrogate, which cannot be stored. Remove it.',
    );
  }
  const {
    source,
    sourceId,
    draft,
    id: preferredId,
    scheduledFor,
    unpublishedAt,
    pinned: _,
    hasOnlyPreview = false,
    fields: importedFields = {},
    ...others
  } = external;
  const { values: fields, missing } = await resolveReferences(tx, importedFields, source);
  const existing = await findExistingDraft(tx, external);
  const former = hasOnlyPreview && existing ? (await loadContent(tx, existing)).body : null;
  const imported: ArticleContent = {
    ...others,
    body: hasOnlyPreview ? joinPreview(body, former) : body,
    fields,
  };
  const sourceDigest = computeSourceDigest(external, [...missing, ...lostLinks]);
  const saveSource = (id: number) =>
    tx.draft.update({
      where: { id },
      data: { source, sourceId, sourceDigest, editedAt: null },
    });
  if (existing?.editedAt && !overwrite) return keepEdited(tx, existing, sourceId, sourceDigest);
  if (existing && isSameDigest(existing.sourceDigest, sourceDigest) && !existing.editedAt) {
    await saveSource(existing.id);
    return missing.length > 0 ? { ...UNCHANGED, isIncomplete: true } : UNCHANGED;
  }
  const articleId = existing && toGlobalId('Article', existing.id);
  const content = await saveHook.apply({ action: 'IMPORT', articleId, actor: null, content: imported });
  const publishAt = scheduledFor ?? content.publishedAt;
  const isScheduled = isInFuture(publishAt) && !draft;
  // An article whose scheduled time has passed is published under that date.
  if (!draft && !isScheduled) content.publishedAt ??= publishAt;
  const isDraft = draft || isScheduled;
  const origin = { kind: RevisionKind.IMPORTED, keyId: null, setsDate: true };
  if (existing)
    content.fields = await withHiddenValues(
      tx,
      content.fields ?? {},
      (await loadContent(tx, existing)).fields,
    );
  const id = existing?.id ?? (await createDraft(tx, content, origin, preferredId));
  if (existing) await updateDraft(tx, id, content, origin);
  await saveSource(id);
  const goneAt = draft && !existing ? unpublishedAt : null;
  const reasons = goneAt ? [] : await addRedirects(tx, content.aliases, id);
  reasons.push(...missing.map((reason) => `${reason} and was ignored, unless this import adds it later`));
  if (isScheduled && !scheduledFor) reasons.push('the date is in the future: scheduled');
  if (existing && existing.sourceId !== sourceId) reasons.push(`imported from ${existing.sourceId} before`);
  if (existing?.scheduledFor) await cancelSchedule(tx, id);
  if (isScheduled) await schedule(tx, id, publishAt!);
  await (isDraft ? unpublish(tx, id) : publish(tx, id));
  if (goneAt) await recordUnpublished(tx, id, goneAt, content.aliases);
  const outcome = existing ? 'updated' : 'created';
  return missing.length > 0 ? { outcome, reasons, isIncomplete: true } : { outcome, reasons };
}

/** Returns the content of the latest revision. */
async function loadContent(tx: Transaction, { id, revision }: Draft): Promise<ArticleContent> {
  const where = { articleId_number: { articleId: id, number: revision } };
  return parseRevisionContent((await tx.articleRevision.findUniqueOrThrow({ where })).content);
}

async function unpublishInTransaction(
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

/** Finds an article by source ID, else by slug within the source (renamed file). */
async function findExistingDraft(
  tx: Transaction,
  { source, sourceId, slug }: ExternalArticle,
): Promise<Draft | null> {
  const same = await tx.draft.findFirst({ where: { source, sourceId } });
  return same ?? (await tx.draft.findFirst({ where: { source, slug } }));
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

/**
 * Computes a digest of everything the source says about an article except its source ID, since a file may be
 * renamed. Empty values are left out, so that a new field changes no digest. References that were `missing` change
 * it, so that the next import looks for them again.
 */
function computeSourceDigest(
  { sourceId: _, otherSections, ...article }: ExternalArticle,
  missing: string[] = [],
): Uint8Array<ArrayBuffer> {
  const optional = {
    otherSections: otherSections.length > 0 ? otherSections : null,
    missing: missing.length > 0 ? missing : null,
  };
  const values = Object.entries({ ...article, ...optional }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const sorted = values.sort(([name], [other]) => (name < other ? -1 : 1));
  return new Uint8Array(createHash('sha256').update(JSON.stringify(sorted)).digest());
}

function isSameDigest(saved: Uint8Array | null, digest: Uint8Array): boolean {
  return saved !== null && Buffer.compare(saved, digest) === 0;
}
