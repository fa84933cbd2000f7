import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Document } from './document.js';

/** What comes after in a longer body does not count. Characters. */
const LONGEST_BODY = 60_000;

/** What readers see of an article, as far as it counts here. */
export interface Source
  extends Pick<Document, 'articleId' | 'tags' | 'authors' | 'series' | 'seriesPart' | 'publishedAt'> {
  title: string;
  standfirst: string;
  body: string;
}

export async function readSources(client: PoolClient, ids: number[]): Promise<Source[]> {
  const { rows } = await client.query<Source>({
    name: 'related sources',
    text: `SELECT a.id AS "articleId", a.title, coalesce(a.standfirst, '') AS standfirst,
        left(coalesce(b.text, ''), ${LONGEST_BODY}) AS body, a.series, a.series_part AS "seriesPart",
        a.listed_at AS "publishedAt",
        ARRAY(SELECT tag_id FROM article_tag t WHERE t.article_id = a.id ORDER BY tag_id) AS tags,
        ARRAY(SELECT author_id FROM article_author w WHERE w.article_id = a.id ORDER BY author_id) AS authors
      FROM article a LEFT JOIN article_body b ON b.article_id = a.id WHERE a.id = ANY($1::int[])`,
    values: [ids],
  });
  return rows;
}

/** Of all that an article's entry in the index is made from. */
export function digestOf(stemmer: string, source: Source): string {
  return createHash('sha1')
    .update(JSON.stringify([stemmer, source]))
    .digest('base64');
}
