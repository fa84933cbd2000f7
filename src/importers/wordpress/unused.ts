import { POLYLANG } from './languages.js';
import { STATE_TAXONOMY } from './live-blog/live-blog-state.js';
import { SERIES_TAXONOMY } from './series.js';
import type { WordPressItem } from './wordpress-item.js';

/** Custom fields that are read elsewhere or are internal to plugins. */
const INTERNAL_KEYS =
  /^(_|rank_math_|liveblog(_|$)|newspack_sponsor_|footnotes$|enclosure$|rcp_|pms-content-restrict|um_content_restriction$|patreon-level$|memberful_acl$)/;
const KNOWN_TAXONOMIES = new Set([
  'category',
  'post_tag',
  'author',
  POLYLANG.languages,
  POLYLANG.posts,
  SERIES_TAXONOMY,
  STATE_TAXONOMY,
]);

/** Returns the names of an item's fields that are not imported. `usedKeys` are those that
 * own fields and the kind were read from. */
export function listUnusedFields(
  { comments, isSticky, terms, meta }: WordPressItem,
  usedKeys: ReadonlySet<string>,
): string[] {
  const taxonomies = terms
    .map(({ taxonomy }) => taxonomy)
    .filter((taxonomy) => !KNOWN_TAXONOMIES.has(taxonomy) && !usedKeys.has(taxonomy));
  return [
    ...(comments > 0 ? ['comments'] : []),
    ...(isSticky ? ['sticky'] : []),
    ...new Set(taxonomies),
    ...[...meta.keys()].filter((key) => !INTERNAL_KEYS.test(key) && !usedKeys.has(key)),
  ];
}
