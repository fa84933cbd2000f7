import type { ImportedArticle } from '../run/imported-article.js';

const LINK = /(?<=\shref=")https?:[^"]*/g;

/**
 * Returns the text by which an article is compared. The API rewrites links to other sites and adds the
 * parameter `ref`; exports have them as entered: `?a` and `?a=`, `ä` and `%C3%A4`.
 */
export function describeForComparison({ title, standfirst, body }: ImportedArticle): string {
  return [title, standfirst ?? '', body.text.replace(LINK, normalizeLink)].join('\n');
}

function normalizeLink(href: string): string {
  const address = href.replace(/&(?:amp|#x26|#38);/g, '&');
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  // A change rewrites all parameters.
  url.searchParams.append('ref', '');
  url.searchParams.delete('ref', '');
  return url.href;
}
