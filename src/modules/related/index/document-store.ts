import type { PoolClient } from 'pg';
import { type RelatedDocument, type RelatedDocumentRow, toRelatedDocument } from './document.js';

/** Loads documents with their vectors by a model; without vectors if the model is null. */
export async function loadRelatedDocuments(
  client: PoolClient,
  ids: number[],
  model: string | null = null,
): Promise<RelatedDocument[]> {
  const { rows } = await client.query<RelatedDocumentRow>({
    name: 'related documents',
    text: `SELECT d.article_id AS "articleId", title, standfirst, body, tags, authors, series,
        series_part AS "seriesPart", published_at AS "publishedAt", norm, e.vector AS embedding
      FROM related_document d LEFT JOIN article_embedding e ON e.article_id = d.article_id AND e.model = $2
      WHERE d.article_id = ANY($1::int[])`,
    values: [ids, model],
  });
  return rows.map(toRelatedDocument);
}

/** Loads documents for several lists and caches them, since lists share many documents. */
export class RelatedDocumentReader {
  private readonly cache = new Map<number, RelatedDocument>();

  constructor(
    private readonly client: PoolClient,
    private readonly model: string | null,
  ) {}

  async load(ids: number[]): Promise<RelatedDocument[]> {
    const missing = ids.filter((id) => !this.cache.has(id));
    for (const document of await loadRelatedDocuments(this.client, missing, this.model)) {
      this.cache.set(document.articleId, document);
    }
    return ids.flatMap((id) => this.cache.get(id) ?? []);
  }
}
