import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql } = Prisma;

/** A published article with a slug or title similar to another, with the similarity from 0 to 1. */
interface SimilarArticle {
  path: string;
  title: string;
  score: number;
}

/** Finds the article with the most similar slug or title, by shared trigrams (pg_trgm); null if there is none. */
export async function findSimilarArticle(
  reader: ReadClient,
  slug: string,
  title: string | null,
): Promise<SimilarArticle | null> {
  const [row] = await reader.withOwnBatcher().query<SimilarArticle>(
    sql`
    SELECT path, title, greatest(similarity(slug, ${slug}), similarity(title, ${title ?? ''})) AS score
    FROM ${reader.table('article')} WHERE slug % ${slug} OR title % ${title ?? ''}
    ORDER BY score DESC, id LIMIT 1`,
    [],
  );
  return row ?? null;
}
