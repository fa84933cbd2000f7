import { isDeepStrictEqual } from 'node:util';
import { parseMarkdownArticle } from '../../importers/markdown/article.js';
import { MAX_FILE_BYTES } from '../../importers/markdown/files.js';
import type { ImportedArticle } from '../../importers/run/imported-article.js';

/** What an import of the text would make of it otherwise than it is; [] when all comes back. */
export function findDifferences(text: string, article: ImportedArticle): string[] {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) return ['an import would refuse it: it is too large'];
  const result = parseMarkdownArticle(text, article.sourceId);
  if (!('article' in result)) {
    const reason = 'refused' in result ? result.refused.join('; ') : 'it is no article';
    return [`an import would refuse it: ${reason}`];
  }
  const reimported: Record<string, unknown> = { ...result.article };
  return Object.entries(article)
    .filter(([name, value]) => !isDeepStrictEqual(reimported[name], value))
    .map(([name]) => `an import would not give back its ${name} as it is`);
}
