import { createHash } from 'node:crypto';
import { prerender, waitForRendering } from '../../content/prerender.js';
import type { Draft, PrismaClient } from '../../database/generated/client.js';
import { type LostRetries, retryLost } from '../../database/retry-on-lost-connection.js';
import {
  type ArticleContent,
  createUserErrorException,
  UserErrorException,
} from '../../mutations/article-content.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { isStorableText } from '../../shared/text/valid-unicode.js';
import { createDraft, updateDraft } from '../editing/drafts.js';
import { pinBySlugs } from '../publishing/pins.js';
import { publish, recordUnpublished, unpublish } from '../publishing/publish-article.js';
import { cancelSchedule, schedule } from '../publishing/schedule-publication.js';
import { RevisionKind } from '../revision/revision.type.js';
import { type SaveTaxonomyOptions, saveTaxonomy, type Taxonomy } from '../taxonomy/write/save-taxonomy.js';
import { addRedirects } from '../urls/reserve-path.js';

/** An article as another system has it. */
export interface ExternalArticle extends ArticleContent {
  /** Where it was taken from, and its id there. */
  source: string;
  sourceId: string;
  draft: boolean;
  /** The number that it is to have here, if nothing has it: its id in the graph then stays the same. */
  id?: number;
  /** When it is to be published; else a `publishedAt` in the future says so. */
  scheduledFor?: Date | null;
  /** When a draft was taken away from readers who had it. */
  unpublishedAt?: Date | null;
  /** Slugs of articles that are pinned to it: see pinAll. */
  pinned?: string[];
}

/** What became of an article, and what its editor should know. */
export interface ArticleImportResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';
  reasons: string[];
}

type SourceRef = Pick<ExternalArticle, 'source' | 'sourceId'>;

export type UnpublishResult = 'withdrawn' | 'kept' | 'unknown';

export interface ArticleImportOptions {
  /** Whether what the source has takes the place of what editors saved, published or took away here since. */
  overwrite?: boolean;
}

/** How importers write content; what a lost connection broke is done again. Editors write through the desks. */
export class ImportService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly retries: Partial<LostRetries> = {},
  ) {}

  #inTurn<Result>(write: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return retryLost(() => withWriteLock(this.prisma, write), this.retries);
  }

  /**
   * Brings articles to what their source has: creates, updates or leaves each, and publishes or unpublishes
   * it. All of an article or, when it is refused, nothing. The same source id is the same article at each run.
   * One that its source left as it was is left alone, and one that was edited here since is kept.
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

  /** As mirrorAll, for one. */
  async upsert(article: ExternalArticle, options: ArticleImportOptions = {}): Promise<ArticleImportResult> {
    // No writer waits for the rendering of another's article.
    await waitForRendering(article.body);
    try {
      return await this.#inTurn((tx) => upsertInTransaction(tx, article, options));
    } catch (error) {
      if (!(error instanceof UserErrorException)) throw error;
      return { outcome: 'refused', reasons: [error.message] };
    }
  }

  /**
   * Takes articles away from readers that their source has no more. Answers in order: one that was edited here
   * since is `kept`, and `unknown` is one that readers did not have. When the source has it again, it comes back.
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

  /** Pins articles to others, by their slugs, in place of those that were. Slugs of no article are passed over. */
  async pinMany(articles: Pick<ExternalArticle, 'slug' | 'pinned'>[]): Promise<void> {
    for (const { slug, pinned = [] } of articles) {
      await this.#inTurn((tx) => pinBySlugs(tx, slug, pinned));
    }
  }

  /** The slugs that the articles of a source have here. */
  async listSlugs(source: string): Promise<{ slug: string; sourceId: string }[]> {
    const wanted = { where: { source }, select: { slug: true, sourceId: true } };
    const drafts = await retryLost(() => this.prisma.draft.findMany(wanted), this.retries);
    return drafts.map(({ slug, sourceId }) => ({ slug, sourceId: sourceId! }));
  }

  /** Creates or updates sections, authors and tags; all of them or none. Throws ContentRejected. */
  saveTaxonomy(taxonomy: Taxonomy, options: SaveTaxonomyOptions = {}): Promise<void> {
    return this.#inTurn((tx) => saveTaxonomy(tx, taxonomy, options));
  }
}

/** Articles that are rendered while one is written. */
const PRERENDERED_AHEAD = 2;
const UNCHANGED: ArticleImportResult = { outcome: 'unchanged', reasons: [] };

/**
 * Which of the articles their source has left as they were at the last import. Most runs change little: one
 * statement for many articles spares each a transaction of its own.
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

async function upsertInTransaction(
  tx: Transaction,
  external: ExternalArticle,
  { overwrite }: ArticleImportOptions,
): Promise<ArticleImportResult> {
  if (!isStorableText(external)) {
    throw createUserErrorException(
      'A text in it holds U+0000 or half a character, which cannot be kept. Take it out.',
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
    ...content
  } = external;
  const existing = await findExistingDraft(tx, external);
  const sourceDigest = computeSourceDigest(external);
  const saveSource = (id: number) =>
    tx.draft.update({ where: { id }, data: { source, sourceId, sourceDigest, editedAt: null } });
  if (existing?.editedAt && !overwrite) return keepEdited(tx, existing, external);
  if (existing && isSameDigest(existing.sourceDigest, sourceDigest) && !existing.editedAt) {
    await saveSource(existing.id);
    return UNCHANGED;
  }
  const publishAt = scheduledFor ?? content.publishedAt;
  const isScheduled = isInFuture(publishAt) && !draft;
  // What was to be published meanwhile is, under the date that it would have had.
  if (!draft && !isScheduled) content.publishedAt ??= publishAt;
  const isDraft = draft || isScheduled;
  const origin = { kind: RevisionKind.IMPORTED, keyId: null };
  const id = existing?.id ?? (await createDraft(tx, content, origin, preferredId));
  if (existing) await updateDraft(tx, id, content, origin);
  await saveSource(id);
  const goneAt = draft && !existing ? unpublishedAt : null;
  const reasons = goneAt ? [] : await addRedirects(tx, content.aliases, id);
  if (isScheduled && !scheduledFor) reasons.push('its date is in the future: scheduled');
  if (existing && existing.sourceId !== sourceId) reasons.push(`came from ${existing.sourceId} before`);
  if (existing?.scheduledFor) await cancelSchedule(tx, id);
  if (isScheduled) await schedule(tx, id, publishAt!);
  await (isDraft ? unpublish(tx, id) : publish(tx, id));
  if (goneAt) await recordUnpublished(tx, id, goneAt, content.aliases);
  return { outcome: existing ? 'updated' : 'created', reasons };
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

/** By its source id; or, when its file was renamed, by its slug among the articles of the same source. */
async function findExistingDraft(
  tx: Transaction,
  { source, sourceId, slug }: ExternalArticle,
): Promise<Draft | null> {
  const same = await tx.draft.findFirst({ where: { source, sourceId } });
  return same ?? (await tx.draft.findFirst({ where: { source, slug } }));
}

/** Leaves an article as editors have it. A renamed file stays its source. */
async function keepEdited(
  tx: Transaction,
  existing: Draft,
  external: ExternalArticle,
): Promise<ArticleImportResult> {
  await tx.draft.update({ where: { id: existing.id }, data: { sourceId: external.sourceId } });
  if (isSameDigest(existing.sourceDigest, computeSourceDigest(external))) return UNCHANGED;
  const since = existing.editedAt!.toISOString().slice(0, 16).replace('T', ' ');
  return {
    outcome: 'kept',
    reasons: [`edited here since its last import, on ${since} UTC; --overwrite takes what the file has`],
  };
}

function isInFuture(date: Date | null): boolean {
  return date !== null && date > new Date();
}

/** Of all that a source says of an article, but where it lies there: a file may be renamed. */
function computeSourceDigest({ sourceId: _, ...article }: ExternalArticle): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(JSON.stringify(article)).digest());
}

function isSameDigest(saved: Uint8Array | null, digest: Uint8Array): boolean {
  return saved !== null && Buffer.compare(saved, digest) === 0;
}
