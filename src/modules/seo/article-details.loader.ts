import { cacheTags } from '../../cache/cache-tags.js';
import { type Author, type Correction, Prisma } from '../../database/generated/client.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql } = Prisma;

/** Data of an article that only JSON-LD shows. */
export interface ArticleDetails {
  /** Earliest first. */
  corrections: Pick<Correction, 'text' | 'at'>[];
  /** Links of the authors of the article. */
  links: Pick<Author, 'id' | 'links'>[];
}

interface DetailsRow {
  articleId: number;
  corrections: { text: string; at: string }[];
  links: ArticleDetails['links'];
}

const NO_DETAILS: ArticleDetails = { corrections: [], links: [] };

export type ArticleDetailsLoader = CachedLoader<number, ArticleDetails>;

/** Creates the loader of what only JSON-LD shows of an article, with one statement. */
export function createArticleDetailsLoader(reader: ReadClient): ArticleDetailsLoader {
  return new CachedLoader(reader, {
    name: 'details of article',
    load: async (ids: number[]) => {
      const text = reader.getText('details of articles', () => buildStatement(reader));
      const rows = await reader.queryByKeys<DetailsRow>(
        { text, keyColumn: 'articleId', columns: ['articleId', 'corrections', 'links'] },
        ids,
        ids.map(cacheTags.article),
      );
      const found = new Map(rows.map((row) => [row.articleId, toDetails(row)]));
      return ids.map((id) => found.get(id) ?? NO_DETAILS);
    },
    getTags: (id, { links }) => [
      cacheTags.article(id),
      ...links.map((author) => cacheTags.author(author.id)),
    ],
  });
}

function toDetails({ corrections, links }: DetailsRow): ArticleDetails {
  return { corrections: corrections.map(({ text, at }) => ({ text, at: new Date(at) })), links };
}

/** Builds the statement, `$1` of which are IDs of articles. */
function buildStatement(reader: ReadClient): Prisma.Sql {
  const corrections = reader.rowsWithDraft('correction', ['id', 'article_id', 'text', 'at']);
  const authors = reader.rowsWithDraft('author_of_article', ['article_id', 'id', 'links']);
  return sql`
    SELECT k.id, coalesce((
      SELECT json_agg(json_build_object('text', c.text, 'at', c.at) ORDER BY c.at, c.id)
      FROM ${corrections} c WHERE c.article_id = k.id
    ), '[]'), coalesce((
      SELECT json_agg(json_build_object('id', w.id, 'links', w.links)) FROM ${authors} w WHERE w.article_id = k.id
    ), '[]')
    FROM (SELECT DISTINCT id FROM unnest($1::int[]) AS id) k`;
}
