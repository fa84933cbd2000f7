import { getArticleLabel, type LabelledSite } from '../../../shared/sponsorship.js';
import { trimEnd } from '../../../shared/text/trim-end.js';
import type { DigestArticle } from './digest-articles.js';

const MAX_LENGTH = 220;

/** Returns the summary of an article in a digest: its standfirst, or the opening of its body. */
export function buildSummary({ standfirst, opening }: DigestArticle): string {
  const text = (standfirst ?? opening).replaceAll(/\s+/g, ' ').trim();
  if (text.length <= MAX_LENGTH) return text;
  const beginning = text.slice(0, MAX_LENGTH);
  const space = beginning.lastIndexOf(' ');
  return `${trimEnd(space < 0 ? beginning : beginning.slice(0, space), /[\p{P}\p{Surrogate}]/u)} …`;
}

/** Returns the headlines by which mail programs show an issue: those of the newsroom. */
export function listHeadlines(articles: readonly DigestArticle[]): string[] {
  return articles.flatMap(({ title, sponsorName }) => (sponsorName === null ? title : []));
}

/** Returns the label of a sponsored article with its sponsor; null for an article of the newsroom. */
export function formatSponsor(article: DigestArticle, site: LabelledSite): string | null {
  const label = getArticleLabel(article, site);
  return label === null ? null : `${label} · ${article.sponsorName}`;
}
