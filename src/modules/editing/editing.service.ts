import { isDeepStrictEqual } from 'node:util';
import type { Draft, PrismaClient } from '../../database/generated/client.js';
import { ContentRefusedError } from '../../shared/content/content-refused.js';
import { claimOldAddresses } from './addresses.js';
import { type ArticleContent, ContentRejected } from './article-content.js';
import { createDraft, type Origin, updateDraft } from './drafts.js';
import { publish, unpublish } from './publishing.js';
import { saveVocabulary, type Vocabulary } from './save-vocabulary.js';
import { cancelSchedule, schedule } from './scheduling.js';
import { inTurn, type Transaction } from './turns.js';

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
   * Brings an article to what its source has: creates, updates or leaves it, and publishes or unpublishes
   * it. All of it or, when it is refused, nothing. The same source id is the same article at each run.
   */
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

async function mirrorWithin(tx: Transaction, foreign: ForeignArticle): Promise<SaveResult> {
  const { source, sourceId, draft, ...content } = foreign;
  const origin = { source, sourceId };
  const isEarly = content.publishedAt !== null && content.publishedAt > new Date();
  const isDraft = draft || isEarly;
  const known = await findKnown(tx, origin, content.slug);
  if (known && (await isUnchanged(tx, known, content, isDraft))) {
    if (known.sourceId !== sourceId) await tx.draft.update({ where: { id: known.id }, data: origin });
    return { outcome: 'unchanged', reasons: [] };
  }
  const id = known?.id ?? (await createDraft(tx, content, origin));
  if (known) await updateDraft(tx, id, content, origin);
  const reasons = isDraft ? [] : await claimOldAddresses(tx, content.aliases, id);
  if (isEarly && !draft) reasons.push('its date is in the future: scheduled');
  if (known && known.sourceId !== sourceId) reasons.push(`came from ${known.sourceId} before`);
  if (known?.scheduledFor) await cancelSchedule(tx, id);
  if (isEarly && !draft) await schedule(tx, id, content.publishedAt!);
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
  return isPublished !== isDraft && isDeepStrictEqual(saved?.content, JSON.parse(JSON.stringify(content)));
}
