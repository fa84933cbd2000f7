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

/** Returns the values that SEO plugins stored: title, description, canonical URL, and if search engines may index the post. */
export function getSeo(
  item: WordPressItem,
  { title, excerpt }: { title: string; excerpt: string },
  site: WordPressSite,
  warnings: ConversionWarnings,
): Pick<ImportedArticle, 'seoTitle' | 'seoDescription' | 'canonicalUrl' | 'noindex'> {
  const values: Record<string, string> = { title, excerpt, sitename: site.title, sep: '-', page: '' };
  const readText = (names: string[]) => {
    const template = names.map((name) => getMeta(item, name).trim()).find(Boolean) ?? '';
    const text = template.replace(/%%?(\w+)%%?/g, (variable, name: string) => values[name] ?? variable);
    if (!/%%?[a-z_]+%%?/.test(text)) return text.replace(/\s+/g, ' ').trim() || null;
    warnings.add(`the SEO text "${template.slice(0, 80)}" was ignored: it contains an unsupported variable`);
    return null;
  };
  const canonicalUrl = CANONICAL_URL_KEYS.map((name) => getMeta(item, name).trim()).find(Boolean) ?? '';
  const isNoindex = Object.entries(NOINDEX_KEYS).some(([key, pattern]) =>
    pattern.test(getMeta(item, key).trim()),
  );
  if (isNoindex) warnings.add(describeNoindex('in WordPress'));
  return {
    noindex: isNoindex ? true : null,
    seoTitle: readText(TITLE_KEYS),
    seoDescription: readText(DESCRIPTION_KEYS),
    canonicalUrl: /^https?:/.test(canonicalUrl) && canonicalUrl !== item.link ? canonicalUrl : null,
  };
}
