import type { PoolClient } from 'pg';
import { type Document, type DocumentRow, documentOf } from './document.js';

export async function readDocuments(client: PoolClient, ids: number[]): Promise<Document[]> {
  const { rows } = await client.query<DocumentRow>({
    name: 'related documents',
    text: `SELECT article_id AS "articleId", title, standfirst, body, tags, authors, series,
        series_part AS "seriesPart", published_at AS "publishedAt", norm
      FROM related_document WHERE article_id = ANY($1::int[])`,
    values: [ids],
  });
  return rows.map(documentOf);
}

/** Reads documents for a number of lists, in which the same ones come again. */
export class DocumentReader {
  private readonly known = new Map<number, Document>();

  constructor(private readonly client: PoolClient) {}

  async read(ids: number[]): Promise<Document[]> {
    const missing = ids.filter((id) => !this.known.has(id));
    for (const document of await readDocuments(this.client, missing)) {
      this.known.set(document.articleId, document);
    }
    return ids.flatMap((id) => this.known.get(id) ?? []);
  }
}
