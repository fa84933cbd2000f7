import { trimEnd } from '../../../shared/text/trim-end.js';
import type { DigestArticle } from './digest-articles.js';

const MAX_LENGTH = 220;

/** What a digest says of an article: its standfirst, or how it begins. */
export function buildSummary({ standfirst, opening }: DigestArticle): string {
  const text = (standfirst ?? opening).replaceAll(/\s+/g, ' ').trim();
  if (text.length <= MAX_LENGTH) return text;
  const beginning = text.slice(0, MAX_LENGTH);
  const space = beginning.lastIndexOf(' ');
  return `${trimEnd(space < 0 ? beginning : beginning.slice(0, space), /[\p{P}\p{Surrogate}]/u)} …`;
}
