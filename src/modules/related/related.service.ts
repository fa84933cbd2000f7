import type { Pool, PoolClient } from 'pg';
import { appendChangeLast } from '../../database/changes.js';
import { DocumentReader } from './documents.js';
import { countDue, type DueBatch, hasDue, isDone, markUnchanged, moveOn, nextDue, Step } from './due.js';
import { dropFromLists, makeList, shortLists } from './lists.js';
import { stemmerOf } from './terms.js';
import { allArticles, archiveSize, indexArticles } from './text-index.js';
import { termsOf } from './text-vector.js';
import { Vocabulary } from './vocabulary.js';
import { outgrownArticles, weighArticles } from './weighing.js';

/** One instance at a time computes, be it a job or the command line. */
const RELATED_LOCK = 7_203_118;
/** When more than one in so many articles is due, all lists are made anew rather than amended. */
const MANY = 4;
/** Milliseconds that one job works; then it makes way for others. */
const TURN = 5_000;

/** What is left to do: articles to index or to weigh, and lists to make. */
export interface Progress {
  step: Step;
  left: number;
  articles: number;
}

/** Keeps every article's related articles: see formula.ts for what makes them related. */
export class RelatedService {
  private stemmer: string | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly language: string,
  ) {}

  /** Brings the lists up to date with what is due, for a few seconds; answers whether something is left. */
  async refresh(): Promise<boolean> {
    for (const end = performance.now() + TURN; performance.now() < end; ) {
      if (!(await this.step())) return false;
    }
    return true;
  }

  /** Makes the index and every list anew. Readers keep the old lists until each is replaced. */
  async rebuild(report: (progress: Progress) => void): Promise<void> {
    await this.inTransaction(async (client) => {
      await client.query('TRUNCATE related_term, related_document, related_posting RESTART IDENTITY');
      await client.query(
        `DELETE FROM related_article r WHERE NOT EXISTS (SELECT FROM article a WHERE a.id = r.article_id)
         OR NOT EXISTS (SELECT FROM article a WHERE a.id = r.related_id)`,
      );
      await client.query(
        `INSERT INTO related_due (article_id, step, is_changed) SELECT id, $1::int, true FROM article
         ON CONFLICT (article_id) DO UPDATE SET step = excluded.step, is_changed = excluded.is_changed`,
        [Step.INDEX],
      );
    });
    for (let progress = await this.step(); progress; progress = await this.step()) report(progress);
  }

  /** Takes the next articles a step on, all of it or nothing. Null when nothing is due. */
  private step(): Promise<Progress | null> {
    return this.inTransaction(async (client) => {
      const batch = await nextDue(client);
      if (!batch) return null;
      if (batch.step === Step.INDEX) await this.index(client, batch);
      else if (batch.step === Step.WEIGH) await this.weigh(client, batch);
      else await this.list(client, batch);
      const [left, articles] = [await countDue(client, batch.step), await archiveSize(client)];
      return { step: batch.step, left, articles };
    });
  }

  private async index(client: PoolClient, { ids }: DueBatch): Promise<void> {
    this.stemmer ??= await stemmerOf(client, this.language);
    const { changed, gone } = await indexArticles(client, this.stemmer, ids);
    await moveOn(client, changed, Step.WEIGH);
    await isDone(
      client,
      ids.filter((id) => !changed.includes(id)),
    );
    const left = await dropFromLists(client, gone);
    await markUnchanged(client, await shortLists(client, left), Step.LIST);
    if (!(await hasDue(client, Step.INDEX))) await this.markOthers(client);
    await noteChanged(client, [...new Set([...gone, ...left])]);
  }

  /** The lists of articles that have not changed themselves, but the archive has. */
  private async markOthers(client: PoolClient): Promise<void> {
    const isMuch = (await countDue(client, Step.WEIGH)) * MANY > (await archiveSize(client));
    if (isMuch) await client.query('UPDATE related_due SET is_changed = false');
    const others = isMuch ? await allArticles(client) : await outgrownArticles(client);
    await markUnchanged(client, others, Step.WEIGH);
  }

  private async weigh(client: PoolClient, { ids }: DueBatch): Promise<void> {
    await weighArticles(client, ids);
    await moveOn(client, ids, Step.LIST);
  }

  private async list(client: PoolClient, { ids, isChanged }: DueBatch): Promise<void> {
    const documents = new DocumentReader(client);
    const lists = new Set<number>();
    const vocabulary = new Vocabulary(client, await archiveSize(client));
    const due = await documents.read(ids);
    await vocabulary.read(new Set(due.flatMap((document) => [...termsOf(document)])), due);
    for (const document of due) {
      const { changed, left } = await makeList(client, document, { documents, vocabulary, isChanged });
      await markUnchanged(client, await shortLists(client, left), Step.LIST);
      for (const id of changed) lists.add(id);
    }
    await isDone(client, ids);
    await noteChanged(client, [...lists]);
  }

  private async inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [RELATED_LOCK]);
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      client.release(true); // which ends the transaction, whatever state it is in
      throw error;
    }
  }
}

/** Readers notice: whatever keeps an answer with these lists has to drop it. */
async function noteChanged(client: PoolClient, lists: number[]): Promise<void> {
  const [nodeId] = lists;
  if (nodeId === undefined) return;
  const keys = lists.map((id) => `related:${id}`).sort();
  await appendChangeLast(client, { kind: 'RELATED', nodeType: 'Article', nodeId, keys });
}
