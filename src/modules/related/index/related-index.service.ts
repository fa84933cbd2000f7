import type { Pool, PoolClient } from 'pg';
import { cacheTags } from '../../../cache/cache-tags.js';
import { appendToChangeLog } from '../../../changes/change-log.js';
import { runInTransaction } from '../../../database/run-in-transaction.js';
import { deleteCopies } from './copies.js';
import { RelatedDocumentReader } from './document-store.js';
import { indexNextPhrases, removePhrases } from './phrases/index-phrases.js';
import { listGone } from './phrases/phrase-store.js';
import { buildList, deleteLists, findShortLists } from './related-lists.js';
import { TermDictionary } from './term-dictionary.js';
import { findStaleArticles, updateTermWeights } from './term-weights.js';
import { findStemmer } from './terms.js';
import { getArchiveSize, indexArticles, listArticleIds } from './text-index.js';
import { getTerms } from './text-vector.js';
import {
  countQueued,
  enqueueUnchanged,
  hasQueued,
  IndexStage,
  lockNextBatch,
  markDone,
  moveToStage,
  type WorkBatch,
} from './work-queue.js';

/** Advisory lock: one instance computes at a time, whether a job or the command line. */
const RELATED_LOCK = 7_203_118;
/** Name in rebuild_state of a rebuild that has not ended. */
const REBUILD = 'related';
/** If more than one article in this many is due, all lists are rebuilt rather than amended. */
const FULL_REBUILD_DIVISOR = 4;
/** Milliseconds that one job runs before it yields to other jobs. */
const MAX_JOB_MS = 5_000;

/** Remaining work of a rebuild: articles to index or weigh, or lists to build. */
export interface RebuildProgress {
  step: IndexStage;
  left: number;
  articles: number;
}

/** Maintains every article's list of related articles, and its phrases; score.ts has the formula of the lists. */
export class RelatedService {
  private stemmer: string | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly language: string,
    /** Model of the vectors by which candidates are compared too, and their weight; null for none. */
    private readonly embeddings: { model: string; weight: number } | null = null,
  ) {}

  /** Updates the lists that are due, for at most 5 s. Returns true if more are due. */
  async refresh(): Promise<boolean> {
    for (const end = performance.now() + MAX_JOB_MS; performance.now() < end; ) {
      if (!(await this.processBatch())) return false;
    }
    return true;
  }

  /**
   * Rebuilds the index and every list. The old lists stay readable until each is replaced. If a rebuild was interrupted,
   * goes on with what is due, unless `isNew`.
   */
  async rebuild(report: (progress: RebuildProgress) => void, isNew = true): Promise<void> {
    await this.runInTransaction(async (client) => {
      const { rowCount } = await client.query(
        `INSERT INTO rebuild_state (name) VALUES ('${REBUILD}') ON CONFLICT DO NOTHING`,
      );
      if (rowCount === 0 && !isNew) return;
      await client.query(
        `DELETE FROM related_article r WHERE NOT EXISTS (SELECT FROM article a WHERE a.id = r.article_id)
         OR NOT EXISTS (SELECT FROM article a WHERE a.id = r.related_id)`,
      );
      await removePhrases(client, await listGone(client));
      await client.query(
        'DELETE FROM article_embedding e WHERE NOT EXISTS (SELECT FROM article a WHERE a.id = e.article_id)',
      );
      await client.query(
        `INSERT INTO related_due (article_id, step, is_changed) SELECT id, $1::int, true FROM article
         ON CONFLICT (article_id) DO UPDATE SET step = excluded.step, is_changed = excluded.is_changed`,
        [IndexStage.INDEX],
      );
      // Last, since searches wait for it until the transaction ends.
      await client.query(
        'TRUNCATE related_term, related_document, related_posting, article_copy RESTART IDENTITY',
      );
    });
    for (let progress = await this.processBatch(); progress; progress = await this.processBatch())
      report(progress);
  }

  /**
   * Moves the next batch of articles one stage on, or finds the phrases of those that are counted, in one transaction.
   * Returns null if nothing is due.
   */
  private processBatch(): Promise<RebuildProgress | null> {
    return this.runInTransaction(async (client) => {
      const batch = await lockNextBatch(client);
      const hasPhrases = batch?.step !== IndexStage.INDEX && (await indexNextPhrases(client));
      if (!batch && !hasPhrases) {
        await client.query(`DELETE FROM rebuild_state WHERE name = '${REBUILD}'`);
        return null;
      }
      // publishLists writes them once, rather than triggers after each statement.
      await client.query("SET LOCAL dateline.defer_related_lists = 'on'");
      if (batch?.step === IndexStage.INDEX) await this.indexBatch(client, batch);
      else if (batch?.step === IndexStage.WEIGH) await this.weighBatch(client, batch);
      else if (batch) await this.buildLists(client, batch);
      const step = batch?.step ?? IndexStage.LIST;
      const [left, articles] = [await countQueued(client, step), await getArchiveSize(client)];
      return { step, left, articles };
    });
  }

  private async indexBatch(client: PoolClient, { ids }: WorkBatch): Promise<void> {
    this.stemmer ??= await findStemmer(client, this.language);
    const { changed, gone } = await indexArticles(client, this.stemmer, ids);
    await moveToStage(client, changed, IndexStage.WEIGH);
    await markDone(
      client,
      ids.filter((id) => !changed.includes(id)),
    );
    const left = await deleteLists(client, gone);
    await deleteCopies(client, gone);
    await removePhrases(client, gone);
    await client.query('DELETE FROM article_embedding WHERE article_id = ANY($1::int[])', [gone]);
    await enqueueUnchanged(client, await findShortLists(client, left), IndexStage.LIST);
    if (!(await hasQueued(client, IndexStage.INDEX))) await this.enqueueAffected(client);
    await publishLists(client, [...new Set([...gone, ...left])]);
    if (changed.length + gone.length > 0) await appendSearchChange(client);
  }

  /** Enqueues unchanged articles with weights that changed, because the archive has. */
  private async enqueueAffected(client: PoolClient): Promise<void> {
    const isFullRebuild =
      (await countQueued(client, IndexStage.WEIGH)) * FULL_REBUILD_DIVISOR > (await getArchiveSize(client));
    if (isFullRebuild) await client.query('UPDATE related_due SET is_changed = false');
    const others = isFullRebuild ? await listArticleIds(client) : await findStaleArticles(client);
    await enqueueUnchanged(client, others, IndexStage.WEIGH);
  }

  private async weighBatch(client: PoolClient, { ids }: WorkBatch): Promise<void> {
    await updateTermWeights(client, ids);
    await moveToStage(client, ids, IndexStage.LIST);
  }

  private async buildLists(client: PoolClient, { ids, isChanged }: WorkBatch): Promise<void> {
    const documents = new RelatedDocumentReader(client, this.embeddings?.model ?? null);
    const lists = new Set<number>();
    const dictionary = new TermDictionary(client, await getArchiveSize(client));
    const due = await documents.load(ids);
    await dictionary.load(new Set(due.flatMap((document) => [...getTerms(document)])), due);
    let haveNewCopies = false;
    for (const document of due) {
      const { changed, shortened, hasNewCopies } = await buildList(client, document, {
        documents,
        dictionary,
        isChanged,
        embeddingWeight: this.embeddings?.weight ?? 0,
      });
      await enqueueUnchanged(client, await findShortLists(client, shortened), IndexStage.LIST);
      for (const id of changed) lists.add(id);
      haveNewCopies ||= hasNewCopies;
    }
    await markDone(client, ids);
    await publishLists(client, [...lists]);
    if (haveNewCopies) await appendSearchChange(client);
  }

  /** Runs work in a transaction with the lock. */
  private runInTransaction<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return runInTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [RELATED_LOCK]);
      return work(client);
    });
  }
}

/**
 * Appends a change that invalidates cached searches: their ranking depends on the number of articles with a word, and
 * their results on near copies.
 */
async function appendSearchChange(client: PoolClient): Promise<void> {
  await appendToChangeLog(client, { kind: 'INDEXED', nodeType: 'Site', nodeId: 0, keys: [cacheTags.search] });
}

/** Writes lists as readers get them, and appends a change, so that caches drop responses with them. */
async function publishLists(client: PoolClient, lists: number[]): Promise<void> {
  const [nodeId] = lists;
  if (nodeId === undefined) return;
  await client.query('SELECT write_related_lists($1::int[])', [lists]);
  const keys = lists.map((id) => `related:${id}`).sort();
  await appendToChangeLog(client, { kind: 'RELATED', nodeType: 'Article', nodeId, keys });
}
