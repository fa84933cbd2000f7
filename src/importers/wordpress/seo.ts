import type { RobotsColumns } from '../../shared/robots.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { describeNoindex } from '../run/noindex.js';
import type { WordPressSite } from './site.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

const TITLE_KEYS = ['_yoast_wpseo_title', 'rank_math_title', '_aioseo_title'];
const CANONICAL_URL_KEYS = ['_yoast_wpseo_canonical', 'rank_math_canonical_url'];
const DESCRIPTION_KEYS = ['_yoast_wpseo_metadesc', 'rank_math_description', '_aioseo_description'];
/** Custom fields in which plugins store that search engines are not to index a post, with a test of their value. */
const NOINDEX_KEYS: Record<string, RegExp> = {
  '_yoast_wpseo_meta-robots-noindex': /^1$/, // 2 is index, 0 the default of the post type
  rank_math_robots: /"noindex"/, // a serialized list
  _aioseop_noindex: /^on$/,
  _aioseo_noindex: /^(1|on|true)$/,
  _seopress_robots_index: /^yes$/,
  _genesis_noindex: /^1$/, // Genesis and The SEO Framework
  jetpack_seo_noindex: /^1$/,
  slim_seo: /"noindex";(i:1|b:1|s:1:"1");/,
};
/** Custom fields in which plugins store that search engines are not to follow the links of a post. */
const NOFOLLOW_KEYS: Record<string, RegExp> = {
  '_yoast_wpseo_meta-robots-nofollow': /^1$/,
  rank_math_robots: /"nofollow"/,
  _aioseop_nofollow: /^on$/,
  _aioseo_nofollow: /^(1|on|true)$/,
  _seopress_robots_follow: /^yes$/,
  _genesis_nofollow: /^1$/,
};

/** Returns what plugins tell search engines, from the custom fields of a post or a term. */
export function readRobots(getValue: (key: string) => string): RobotsColumns {
  const isSet = (keys: Record<string, RegExp>) =>
    Object.entries(keys).some(([key, pattern]) => pattern.test(getValue(key).trim())) || null;
  return { noindex: isSet(NOINDEX_KEYS), nofollow: isSet(NOFOLLOW_KEYS) };
}

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
