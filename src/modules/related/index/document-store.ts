import type { PoolClient } from 'pg';
import { type RelatedDocument, type RelatedDocumentRow, toRelatedDocument } from './document.js';

export async function loadRelatedDocuments(client: PoolClient, ids: number[]): Promise<RelatedDocument[]> {
  const { rows } = await client.query<RelatedDocumentRow>({
    name: 'related documents',
    text: `SELECT article_id AS "articleId", title, standfirst, body, tags, authors, series,
        series_part AS "seriesPart", published_at AS "publishedAt", norm
      FROM related_document WHERE article_id = ANY($1::int[])`,
    values: [ids],
  });
  return rows.map(toRelatedDocument);
}

/** Reads documents for a number of lists, in which the same ones come again. */
export class RelatedDocumentReader {
  private readonly cache = new Map<number, RelatedDocument>();

  constructor(private readonly client: PoolClient) {}

  async load(ids: number[]): Promise<RelatedDocument[]> {
    const missing = ids.filter((id) => !this.cache.has(id));
    for (const document of await loadRelatedDocuments(this.client, missing)) {
      this.cache.set(document.articleId, document);
    }
    return ids.flatMap((id) => this.cache.get(id) ?? []);
  }
}
