import type { RobotsColumns } from '../../shared/robots.js';

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
