import { createHash } from 'node:crypto';
import type { Draft, PrismaClient } from '../../database/generated/client.js';
import { type LostRetries, retryLost } from '../../database/retry-lost.js';
import { renderAhead, waitForRendering } from '../../shared/content/rendering.js';
import { isStorable } from '../../shared/storable-text.js';
import { RevisionKind } from '../revision/revision.type.js';
import { claimOldAddresses } from './addresses.js';
import { type ArticleContent, ContentRejected, rejected } from './article-content.js';
import { createDraft, updateDraft } from './drafts.js';
import { pinBySlugs } from './pins.js';
import { publish, rememberGone, unpublish } from './publishing.js';
import { cancelSchedule, schedule } from './scheduling.js';
import { inTurn, type Transaction } from './turns.js';
import { saveVocabulary, type Vocabulary, type VocabularyOptions } from './vocabulary/save-vocabulary.js';

/** An article as another system has it. */
export interface ForeignArticle extends ArticleContent {
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
export interface SaveResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';
  reasons: string[];
}

type Origin = Pick<ForeignArticle, 'source' | 'sourceId'>;

export type Withdrawal = 'withdrawn' | 'kept' | 'unknown';

export interface MirrorOptions {
  /** Whether what the source has takes the place of what editors saved, published or took away here since. */
  overwrite?: boolean;
}

/** How importers write content; what a lost connection broke is done again. Editors write through the desks. */
export class EditingService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly retries: Partial<LostRetries> = {},
  ) {}

  #inTurn<Result>(write: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return retryLost(() => inTurn(this.prisma, write), this.retries);
  }

  /**
   * Brings articles to what their source has: creates, updates or leaves each, and publishes or unpublishes
   * it. All of an article or, when it is refused, nothing. The same source id is the same article at each run.
   * One that its source left as it was is left alone, and one that was edited here since is kept.
   */
  async mirrorAll(articles: ForeignArticle[], options: MirrorOptions = {}): Promise<SaveResult[]> {
    const unchanged = await retryLost(() => findUnchanged(this.prisma, articles, options), this.retries);
    const changed = articles.filter((article) => !unchanged.has(article));
    const results = new Map<ForeignArticle, SaveResult>();
    for (const [i, article] of changed.entries()) {
      for (const { body } of changed.slice(i + 1, i + 1 + AHEAD)) renderAhead(body);
      results.set(article, await this.mirror(article, options));
    }
    return articles.map((article) => results.get(article) ?? UNCHANGED);
  }

  /** As mirrorAll, for one. */
  async mirror(article: ForeignArticle, options: MirrorOptions = {}): Promise<SaveResult> {
    // No writer waits for the rendering of another's article.
    await waitForRendering(article.body);
    try {
      return await this.#inTurn((tx) => mirrorWithin(tx, article, options));
    } catch (error) {
      if (!(error instanceof ContentRejected)) throw error;
      return { outcome: 'refused', reasons: [error.message] };
    }
  }

  /**
   * Takes articles away from readers that their source has no more. Answers in order: one that was edited here
   * since is `kept`, and `unknown` is one that readers did not have. When the source has it again, it comes back.
   */
  async withdrawAll(origins: Origin[], options: MirrorOptions = {}): Promise<Withdrawal[]> {
    const results: Withdrawal[] = [];
    for (const origin of origins) {
      results.push(await this.#inTurn((tx) => withdrawWithin(tx, origin, options)));
    }
    return results;
  }

  /** Pins articles to others, by their slugs, in place of those that were. Slugs of no article are passed over. */
  async pinAll(articles: Pick<ForeignArticle, 'slug' | 'pinned'>[]): Promise<void> {
    for (const { slug, pinned = [] } of articles) {
      await this.#inTurn((tx) => pinBySlugs(tx, slug, pinned));
    }
  }

  /** The slugs that the articles of a source have here. */
  async slugsOf(source: string): Promise<{ slug: string; sourceId: string }[]> {
    const wanted = { where: { source }, select: { slug: true, sourceId: true } };
    const drafts = await retryLost(() => this.prisma.draft.findMany(wanted), this.retries);
    return drafts.map(({ slug, sourceId }) => ({ slug, sourceId: sourceId! }));
  }

  /** Creates or updates sections, authors and tags; all of them or none. Throws ContentRejected. */
  saveVocabulary(vocabulary: Vocabulary, options: VocabularyOptions = {}): Promise<void> {
    return this.#inTurn((tx) => saveVocabulary(tx, vocabulary, options));
  }
}

/** Articles that are rendered while one is written. */
const AHEAD = 2;
const UNCHANGED: SaveResult = { outcome: 'unchanged', reasons: [] };

/**
 * Which of the articles their source has left as they were at the last import. Most runs change little: one
 * statement for many articles spares each a transaction of its own.
 */
async function findUnchanged(
  prisma: PrismaClient,
  articles: ForeignArticle[],
  { overwrite }: MirrorOptions,
): Promise<Set<ForeignArticle>> {
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
      return row && isSame(row.sourceDigest, digestOf(article)) && !(overwrite && row.isEdited);
    }),
  );
}

async function mirrorWithin(
  tx: Transaction,
  foreign: ForeignArticle,
  { overwrite }: MirrorOptions,
): Promise<SaveResult> {
  if (!isStorable(foreign)) {
    throw rejected('A text in it holds U+0000 or half a character, which cannot be kept. Take it out.');
  }
  const { source, sourceId, draft, id: number, scheduledFor, unpublishedAt, pinned: _, ...content } = foreign;
  const known = await findKnown(tx, foreign);
  const sourceDigest = digestOf(foreign);
  const remember = (id: number) =>
    tx.draft.update({ where: { id }, data: { source, sourceId, sourceDigest, editedAt: null } });
  if (known?.editedAt && !overwrite) return keep(tx, known, foreign);
  if (known && isSame(known.sourceDigest, sourceDigest) && !known.editedAt) {
    await remember(known.id);
    return UNCHANGED;
  }
  const due = scheduledFor ?? content.publishedAt;
  const isScheduled = isEarly(due) && !draft;
  // What was to be published meanwhile is, under the date that it would have had.
  if (!draft && !isScheduled) content.publishedAt ??= due;
  const isDraft = draft || isScheduled;
  const save = { kind: RevisionKind.IMPORTED, keyId: null };
  const id = known?.id ?? (await createDraft(tx, content, save, number));
  if (known) await updateDraft(tx, id, content, save);
  await remember(id);
  const goneAt = draft && !known ? unpublishedAt : null;
  const reasons = goneAt ? [] : await claimOldAddresses(tx, content.aliases, id);
  if (isScheduled && !scheduledFor) reasons.push('its date is in the future: scheduled');
  if (known && known.sourceId !== sourceId) reasons.push(`came from ${known.sourceId} before`);
  if (known?.scheduledFor) await cancelSchedule(tx, id);
  if (isScheduled) await schedule(tx, id, due!);
  await (isDraft ? unpublish(tx, id) : publish(tx, id));
  if (goneAt) await rememberGone(tx, id, goneAt, content.aliases);
  return { outcome: known ? 'updated' : 'created', reasons };
}

async function withdrawWithin(
  tx: Transaction,
  { source, sourceId }: Origin,
  { overwrite }: MirrorOptions,
): Promise<Withdrawal> {
  const known = await tx.draft.findFirst({ where: { source, sourceId }, include: { article: true } });
  if (!known) return 'unknown';
  const isToBeRead = known.article !== null || known.scheduledFor !== null;
  if (isToBeRead && known.editedAt && !overwrite) return 'kept';
  if (known.scheduledFor) await cancelSchedule(tx, known.id);
  await unpublish(tx, known.id);
  await tx.draft.update({ where: { id: known.id }, data: { sourceDigest: null } });
  return isToBeRead ? 'withdrawn' : 'unknown';
}

/** By its source id; or, when its file was renamed, by its slug among the articles of the same source. */
async function findKnown(tx: Transaction, { source, sourceId, slug }: ForeignArticle): Promise<Draft | null> {
  const same = await tx.draft.findFirst({ where: { source, sourceId } });
  return same ?? (await tx.draft.findFirst({ where: { source, slug } }));
}

/** Leaves an article as editors have it. A renamed file stays its source. */
async function keep(tx: Transaction, known: Draft, foreign: ForeignArticle): Promise<SaveResult> {
  await tx.draft.update({ where: { id: known.id }, data: { sourceId: foreign.sourceId } });
  if (isSame(known.sourceDigest, digestOf(foreign))) return UNCHANGED;
  const since = known.editedAt!.toISOString().slice(0, 16).replace('T', ' ');
  return {
    outcome: 'kept',
    reasons: [`edited here since its last import, on ${since} UTC; --overwrite takes what the file has`],
  };
}

function isEarly(date: Date | null): boolean {
  return date !== null && date > new Date();
}

/** Of all that a source says of an article, but where it lies there: a file may be renamed. */
function digestOf({ sourceId: _, ...article }: ForeignArticle): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(JSON.stringify(article)).digest());
}

function isSame(saved: Uint8Array | null, digest: Uint8Array): boolean {
  return saved !== null && Buffer.compare(saved, digest) === 0;
}
