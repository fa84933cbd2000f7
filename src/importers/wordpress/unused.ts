import type { WordPressItem } from './wordpress-item.js';

/** Read elsewhere, or kept by plugins for themselves alone. */
const INTERNAL_KEYS = /^(_|rank_math_|footnotes$|enclosure$)/;
const KNOWN_TAXONOMIES = new Set(['category', 'post_tag', 'author', 'post_translations', 'language']);

/** What an item has that Dateline has no place for. */
export function listUnusedFields({ comments, isSticky, terms, meta }: WordPressItem): string[] {
  const taxonomies = terms
    .map(({ taxonomy }) => taxonomy)
    .filter((taxonomy) => !KNOWN_TAXONOMIES.has(taxonomy));
  return [
    ...(comments > 0 ? ['comments'] : []),
    ...(isSticky ? ['sticky'] : []),
    ...new Set(taxonomies),
    ...[...meta.keys()].filter((key) => !INTERNAL_KEYS.test(key)),
  ];
}
