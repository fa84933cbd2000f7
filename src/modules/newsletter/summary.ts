import type { DigestArticle } from './digest-articles.js';

const LONGEST = 220;

/** What a digest says of an article: its standfirst, or how it begins. */
export function summaryOf({ standfirst, opening }: DigestArticle): string {
  const text = (standfirst ?? opening).replaceAll(/\s+/g, ' ').trim();
  if (text.length <= LONGEST) return text;
  return `${text
    .slice(0, LONGEST)
    .replace(/\s+\S*$/, '')
    .replace(/[\p{P}\p{Surrogate}]+$/u, '')} …`;
}
