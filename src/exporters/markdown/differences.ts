import { isDeepStrictEqual } from 'node:util';
import type { ImportedArticle } from '../../importers/imported-article.js';
import { parseMarkdownArticle } from '../../importers/markdown/article.js';
import { MAX_FILE_BYTES } from '../../importers/markdown/files.js';

/** What an import of the text would make of it otherwise than it is; [] when all comes back. */
export function differences(text: string, article: ImportedArticle): string[] {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) return ['an import would refuse it: it is too large'];
  const read = parseMarkdownArticle(text, article.sourceId);
  if (!('article' in read)) {
    const why = 'refused' in read ? read.refused.join('; ') : 'it is no article';
    return [`an import would refuse it: ${why}`];
  }
  const back: Record<string, unknown> = { ...read.article };
  return Object.entries(article)
    .filter(([name, value]) => !isDeepStrictEqual(back[name], value))
    .map(([name]) => `an import would not give back its ${name} as it is`);
}
