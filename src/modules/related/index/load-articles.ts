import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { IS_LISTED } from '../../article/filter/listed.sql.js';
import { JOIN_PUBLISHED_BODY } from '../../bodies/body.sql.js';
import type { RelatedDocument } from './document.js';

/** Characters of a body that are indexed; the rest is ignored. */
const MAX_BODY_LENGTH = 60_000;

/** The published data of an article that the index is built from. */
export interface ArticleSource
  extends Pick<RelatedDocument, 'articleId' | 'tags' | 'authors' | 'series' | 'seriesPart' | 'publishedAt'> {
  title: string;
  standfirst: string;
  body: string;
}

/** Loads the data of published articles. Skips pages, which are related to nothing. */
export async function loadArticleSources(client: PoolClient, ids: number[]): Promise<ArticleSource[]> {
  const { rows } = await client.query<ArticleSource>({
    name: 'related sources',
    text: `SELECT a.id AS "articleId", a.title, coalesce(a.standfirst, '') AS standfirst,
        left(coalesce(b.text, ''), ${MAX_BODY_LENGTH}) AS body, a.series, a.series_part AS "seriesPart",
        a.listed_at AS "publishedAt",
        ARRAY(SELECT tag_id FROM article_tag t WHERE t.article_id = a.id ORDER BY tag_id) AS tags,
        ARRAY(SELECT author_id FROM article_author w WHERE w.article_id = a.id ORDER BY author_id) AS authors
      FROM article a ${JOIN_PUBLISHED_BODY}
      WHERE a.id = ANY($1::int[]) AND a.${IS_LISTED}`,
    values: [ids],
  });
  return rows;
}

/** Computes the SHA-1 digest of everything that an article's index entry is built from. */
export function computeDigest(stemmer: string, source: ArticleSource): string {
  return createHash('sha1')
    .update(JSON.stringify([stemmer, source]))
    .digest('base64');
}
