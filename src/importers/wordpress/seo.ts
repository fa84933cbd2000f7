import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { describeNoindex } from '../run/noindex.js';
import { readRobots } from './robots.js';
import type { WordPressSite } from './site.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

const TITLE_KEYS = ['_yoast_wpseo_title', 'rank_math_title', '_aioseo_title'];
const CANONICAL_URL_KEYS = ['_yoast_wpseo_canonical', 'rank_math_canonical_url'];
const DESCRIPTION_KEYS = ['_yoast_wpseo_metadesc', 'rank_math_description', '_aioseo_description'];
/** Returns the values that SEO plugins stored: title, description, canonical URL, and what search engines may do. */
export function getSeo(
  item: WordPressItem,
  { title, excerpt }: { title: string; excerpt: string },
  site: WordPressSite,
  warnings: ConversionWarnings,
): Pick<ImportedArticle, 'seoTitle' | 'seoDescription' | 'canonicalUrl' | 'noindex' | 'nofollow'> {
  const values: Record<string, string> = { title, excerpt, sitename: site.title, sep: '-', page: '' };
  const readText = (names: string[]) => {
    const template = names.map((name) => getMeta(item, name).trim()).find(Boolean) ?? '';
    const text = template.replace(/%%?(\w+)%%?/g, (variable, name: string) => values[name] ?? variable);
    if (!/%%?[a-z_]+%%?/.test(text)) return text.replace(/\s+/g, ' ').trim() || null;
    warnings.add(`the SEO text "${template.slice(0, 80)}" was ignored: it contains an unsupported variable`);
    return null;
  };
  const canonicalUrl = CANONICAL_URL_KEYS.map((name) => getMeta(item, name).trim()).find(Boolean) ?? '';
  const robots = readRobots((key) => getMeta(item, key));
  if (robots.noindex) warnings.add(describeNoindex('in WordPress'));
  return {
    ...robots,
    seoTitle: readText(TITLE_KEYS),
    seoDescription: readText(DESCRIPTION_KEYS),
    canonicalUrl: /^https?:/.test(canonicalUrl) && canonicalUrl !== item.link ? canonicalUrl : null,
  };
}
