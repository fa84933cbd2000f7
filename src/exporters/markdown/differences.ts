import { isDeepStrictEqual } from 'node:util';
import { EMPTY_MODEL } from '../../fields/content-model.js';
import { parseMarkdownArticle } from '../../importers/markdown/article.js';
import { MAX_FILE_BYTES } from '../../importers/markdown/files.js';
import type { ImportedArticle } from '../../importers/run/imported-article.js';

/**
 * Imports a text and returns messages about the fields that differ from the article. Returns [] if it is
 * identical.
 */
export function findDifferences(text: string, article: ImportedArticle, model = EMPTY_MODEL): string[] {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) return ['an import would refuse the file: it is too large'];
  const result = parseMarkdownArticle(text, article.sourceId, model);
  if (!('article' in result)) {
    const reason = 'refused' in result ? result.refused.join('; ') : 'it is not an article';
    return [`an import would refuse the file: ${reason}`];
  }
  const reimported: Record<string, unknown> = { ...result.article };
  return Object.entries(article)
    .filter(([name, value]) => !isDeepStrictEqual(reimported[name], value))
    .map(([name]) => `an import would change the field ${name}`);
}
