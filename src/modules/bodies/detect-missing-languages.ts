import type { PoolClient } from 'pg';

/**
 * Tables with the texts of each half: the body, and the other one of an article that is not PUBLIC. A draft that shares
 * the body of its article is indexed again when that gets a language.
 */
const TABLES = {
  article: ['article_body', 'article_full_body'],
  draft: ['draft_body', 'draft_preview'],
} as const;
/** Characters of a text that are read; detection needs fewer. */
const MAX_LENGTH = 5_000;

/**
 * Detects the language of texts that were saved before the gateway did so at each save. A text of uncertain
 * language stays without one.
 */
export async function detectMissingLanguages(
  client: PoolClient,
  half: keyof typeof TABLES,
  ids: number[],
): Promise<void> {
  for (const table of TABLES[half]) {
    const { rows } = await client.query<{ id: number; text: string }>(
      `SELECT article_id AS id, left(text, ${MAX_LENGTH}) AS text FROM ${table}
       WHERE article_id = ANY($1::int[]) AND detected_language IS NULL AND text <> '' FOR UPDATE`,
      [ids],
    );
    if (rows.length === 0) continue;
    // Imported here, because its word lists take 29 MB.
    const { detectLanguage } = await import('../../content/language/detect-language.js');
    const found = rows.map(({ id, text }) => ({ id, language: detectLanguage(text) }));
    const sure = found.filter(({ language }) => language !== null);
    await client.query(
      `UPDATE ${table} b SET detected_language = d.language FROM unnest($1::int[], $2::text[]) AS d(id, language)
       WHERE b.article_id = d.id`,
      [sure.map(({ id }) => id), sure.map(({ language }) => language)],
    );
  }
}
