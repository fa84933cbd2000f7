import type pg from 'pg';
import { JOIN_PUBLISHED_BODY } from '../../bodies/body.sql.js';
import type { SearchDocument } from './search-provider.js';

const SELECT_DOCUMENTS = `
  SELECT a.id, a.slug, a.title, a.standfirst, coalesce(b.text, '') AS body, a.section_id AS "sectionId",
    a.published_at AS "publishedAt",
    ARRAY(SELECT f.section_id FROM published.article_section f
      WHERE f.article_id = a.id AND f.position IS NOT NULL ORDER BY f.position) AS "sectionIds",
    coalesce((SELECT json_agg(json_build_object('slug', t.slug, 'name', t.name) ORDER BY l.position)
      FROM published.article_tag l JOIN published.tag t ON t.id = l.tag_id WHERE l.article_id = a.id), '[]') AS tags,
    coalesce((SELECT json_agg(json_build_object('slug', w.slug, 'name', w.name) ORDER BY l.position)
      FROM published.article_author l JOIN published.author w ON w.id = l.author_id
      WHERE l.article_id = a.id), '[]') AS authors,
    (SELECT json_build_object('slug', s.slug, 'name', s.name) FROM published.series s WHERE s.id = a.series_id) AS series
  FROM published.article a ${JOIN_PUBLISHED_BODY}`;

/** Returns those of the articles that are public. */
export async function loadDocuments(pool: pg.Pool, ids: number[]): Promise<SearchDocument[]> {
  const { rows } = await pool.query(`${SELECT_DOCUMENTS} WHERE a.id = ANY($1)`, [ids]);
  return rows;
}

/** Returns the next public articles by ID. */
export async function loadDocumentsAfter(
  pool: pg.Pool,
  id: number,
  limit: number,
): Promise<SearchDocument[]> {
  const { rows } = await pool.query(`${SELECT_DOCUMENTS} WHERE a.id > $1 ORDER BY a.id LIMIT $2`, [
    id,
    limit,
  ]);
  return rows;
}

const SELECT_NAMED = {
  Tag: 'SELECT article_id AS id FROM published.article_tag WHERE tag_id = $1',
  Author: 'SELECT article_id AS id FROM published.article_author WHERE author_id = $1',
  Series: 'SELECT id FROM published.article WHERE series_id = $1',
};

/** Types of content whose names documents have. */
export type NamedType = keyof typeof SELECT_NAMED;

export function isNamedType(nodeType: string): nodeType is NamedType {
  return Object.hasOwn(SELECT_NAMED, nodeType);
}

/** Returns the IDs of the public articles with a tag or author, or of a series. */
export async function listNamedIds(pool: pg.Pool, nodeType: NamedType, id: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(SELECT_NAMED[nodeType], [id]);
  return rows.map((row) => row.id);
}
