import type { Pool } from 'pg';
import type { AppLogger } from '../../../shared/logging/logger.js';
import { JOIN_PUBLISHED_BODY } from '../../bodies/body.sql.js';
import { toVectorBytes } from '../index/document.js';
import { IndexStage } from '../index/work-queue.js';
import { type EmbeddingService, RefusedTextError } from './embedding-service.js';

/** Name of the job that fetches the vectors of articles. */
export const EMBEDDING_TASK = 'embed_articles';
/** Articles per request. */
const BATCH_SIZE = 16;
/** Milliseconds that one job runs before it yields to other jobs. */
const MAX_JOB_MS = 50_000;

/** A published article without a vector of its present text. */
interface DueArticle {
  id: number;
  digest: string;
  text: string;
}

/**
 * Fetches the vectors of articles that are in the index of related articles and have none of their present text, and makes
 * their lists due. While the service is away, lists are those without vectors; the job tries again a minute later.
 */
export class ArticleEmbedder {
  constructor(
    private readonly pool: Pool,
    private readonly service: EmbeddingService,
    private readonly model: string,
    private readonly log: AppLogger,
  ) {}

  /** Fetches vectors for at most 50 s. Returns the number of articles that have got one. */
  async run(): Promise<number> {
    let count = 0;
    for (const end = performance.now() + MAX_JOB_MS; performance.now() < end; ) {
      const due = await this.listDue();
      if (due.length === 0) break;
      try {
        await this.store(due, await this.embed(due));
      } catch (err) {
        this.log.warn({ err, part: 'related', articles: due.length }, 'the service for embeddings failed');
        break;
      }
      count += due.length;
    }
    return count;
  }

  private async listDue(): Promise<DueArticle[]> {
    const { rows } = await this.pool.query<DueArticle>(
      `SELECT a.id, d.digest, concat_ws(E'\\n\\n', a.title, a.standfirst, b.text) AS text
       FROM related_document d JOIN article a ON a.id = d.article_id ${JOIN_PUBLISHED_BODY}
         LEFT JOIN article_embedding e ON e.article_id = d.article_id
       WHERE e.model IS DISTINCT FROM $1 OR e.digest IS DISTINCT FROM d.digest
       ORDER BY d.article_id DESC LIMIT ${BATCH_SIZE}`,
      [this.model],
    );
    return rows;
  }

  /** Returns the vectors of articles; an empty one for a text that the service refuses, which would hold up the others. */
  private async embed(articles: DueArticle[]): Promise<Float32Array[]> {
    try {
      return await this.service.embed(articles.map(({ text }) => text));
    } catch (err) {
      if (!(err instanceof RefusedTextError)) throw err;
    }
    const vectors: Float32Array[] = [];
    for (const { id, text } of articles) {
      const [vector] = await this.service.embed([text]).catch((err: unknown) => {
        if (!(err instanceof RefusedTextError)) throw err;
        this.log.warn({ err, part: 'related', article: id }, 'the service for embeddings refused a text');
        return [];
      });
      vectors.push(vector ?? new Float32Array());
    }
    return vectors;
  }

  private async store(articles: DueArticle[], vectors: Float32Array[]): Promise<void> {
    await this.pool.query(
      `WITH stored AS (
         INSERT INTO article_embedding (article_id, model, digest, vector)
         SELECT id, $1, digest, vector FROM unnest($2::int[], $3::text[], $4::bytea[]) AS e(id, digest, vector)
         ON CONFLICT (article_id) DO UPDATE
           SET model = excluded.model, digest = excluded.digest, vector = excluded.vector
         RETURNING article_id
       )
       INSERT INTO related_due (article_id, step, is_changed) SELECT article_id, $5::int, true FROM stored
       ON CONFLICT (article_id) DO UPDATE SET is_changed = true`,
      [
        this.model,
        articles.map(({ id }) => id),
        articles.map(({ digest }) => digest),
        vectors.map(toVectorBytes),
        IndexStage.LIST,
      ],
    );
  }
}
