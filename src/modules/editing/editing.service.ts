import { isDeepStrictEqual } from 'node:util';
import type { Draft, PrismaClient } from '../../database/generated/client.js';
import { ContentRefusedError } from '../../shared/content/content-refused.js';
import { isStorable } from '../../shared/storable-text.js';
import { claimOldAddresses } from './addresses.js';
import { type ArticleContent, ContentRejected, rejected } from './article-content.js';
import { createDraft, type Origin, updateDraft } from './drafts.js';
import { publish, unpublish } from './publishing.js';
import { cancelSchedule, schedule } from './scheduling.js';
import { inTurn, type Transaction } from './turns.js';
import { saveVocabulary, type Vocabulary } from './vocabulary/save-vocabulary.js';

/** An article as another system has it. */
export interface ForeignArticle extends ArticleContent, Origin {
  draft: boolean;
}

/** What became of an article, and what its editor should know. */
export interface SaveResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  reasons: string[];
}

/** Every write of content goes through here. */
export class EditingService {
  constructor(private readonly prisma: PrismaClient) {}

  /**
   * Brings articles to what their source has: creates, updates or leaves each, and publishes or unpublishes
   * it. All of an article or, when it is refused, nothing. The same source id is the same article at each run.
   */
  async mirrorAll(articles: ForeignArticle[]): Promise<SaveResult[]> {
    const unchanged = await findUnchanged(this.prisma, articles);
    const results: SaveResult[] = [];
    for (const article of articles) {
      results.push(
        unchanged.has(article) ? { outcome: 'unchanged', reasons: [] } : await this.mirror(article),
      );
    }
    return results;
  }

  /** As mirrorAll, for one. */
  async mirror(article: ForeignArticle): Promise<SaveResult> {
    try {
      return await inTurn(this.prisma, (tx) => mirrorWithin(tx, article));
    } catch (error) {
      if (!(error instanceof ContentRejected || error instanceof ContentRefusedError)) throw error;
      return { outcome: 'refused', reasons: [error.message] };
    }
  }

  /** Creates or updates sections, authors and tags; all of them or none. Throws ContentRejected. */
  saveVocabulary(vocabulary: Vocabulary): Promise<void> {
    return inTurn(this.prisma, (tx) => saveVocabulary(tx, vocabulary));
  }
}

/**
 * Which of the articles are as they were left. Most runs change little: one statement for many articles spares
 * each a transaction of its own.
 */
async function findUnchanged(prisma: PrismaClient, articles: ForeignArticle[]): Promise<Set<ForeignArticle>> {
  const rows = await prisma.$queryRaw<
    { source: string; sourceId: string; content: unknown; isPublished: boolean }[]
  >`
    SELECT d.source, d.source_id AS "sourceId", r.content, a.revision IS NOT NULL AS "isPublished"
    FROM draft d
    JOIN article_revision r ON r.article_id = d.id AND r.number = d.revision
    LEFT JOIN article a ON a.id = d.id AND a.revision = d.revision
    WHERE (d.source, d.source_id) IN (
      SELECT * FROM unnest(${articles.map(({ source }) => source)}::text[], ${articles.map(({ sourceId }) => sourceId)}::text[])
    )`;
  const saved = new Map(rows.map((row) => [`${row.source} ${row.sourceId}`, row]));
  const isUnchanged = ({ source, sourceId, draft, ...content }: ForeignArticle) => {
    const row = saved.get(`${source} ${sourceId}`);
    const isHeldBack = draft || isEarly(content);
    return row !== undefined && row.isPublished !== isHeldBack && isSame(row.content, content);
  };
  return new Set(articles.filter(isUnchanged));
}

function isEarly({ publishedAt }: ArticleContent): boolean {
  return publishedAt !== null && publishedAt > new Date();
}

function isSame(saved: unknown, content: ArticleContent): boolean {
  return isDeepStrictEqual(saved, JSON.parse(JSON.stringify(content)));
}

async function mirrorWithin(tx: Transaction, foreign: ForeignArticle): Promise<SaveResult> {
  if (!isStorable(foreign)) {
    throw rejected('A text in it holds U+0000 or half a character, which cannot be kept. Take it out.');
  }
  const { source, sourceId, draft, ...content } = foreign;
  const origin = { source, sourceId };
  const isScheduled = isEarly(content) && !draft;
  const isDraft = draft || isScheduled;
  const known = await findKnown(tx, origin, content.slug);
  if (known && (await isUnchanged(tx, known, content, isDraft))) {
    if (known.sourceId !== sourceId) await tx.draft.update({ where: { id: known.id }, data: origin });
    return { outcome: 'unchanged', reasons: [] };
  }
  const id = known?.id ?? (await createDraft(tx, content, origin));
  if (known) await updateDraft(tx, id, content, origin);
  const reasons = isDraft ? [] : await claimOldAddresses(tx, content.aliases, id);
  if (isScheduled) reasons.push('its date is in the future: scheduled');
  if (known && known.sourceId !== sourceId) reasons.push(`came from ${known.sourceId} before`);
  if (known?.scheduledFor) await cancelSchedule(tx, id);
  if (isScheduled) await schedule(tx, id, content.publishedAt!);
  await (isDraft ? unpublish(tx, id) : publish(tx, id));
  return { outcome: known ? 'updated' : 'created', reasons };
}

/** By its source id; or, when its file was renamed, by its slug among the articles of the same source. */
async function findKnown(tx: Transaction, origin: Origin, slug: string): Promise<Draft | null> {
  const same = await tx.draft.findFirst({ where: { source: origin.source, sourceId: origin.sourceId } });
  return same ?? (await tx.draft.findFirst({ where: { source: origin.source, slug } }));
}

async function isUnchanged(
  tx: Transaction,
  { id, revision }: Draft,
  content: ArticleContent,
  isDraft: boolean,
): Promise<boolean> {
  const saved = await tx.articleRevision.findUnique({
    where: { articleId_number: { articleId: id, number: revision } },
  });
  const isPublished = (await tx.article.count({ where: { id, revision } })) > 0;
  return isPublished !== isDraft && isSame(saved?.content, content);
}
