import type { WordPressItem } from './wordpress-item.js';

/** Read elsewhere, or kept by plugins for themselves alone. */
const OWN = /^(_|rank_math_|footnotes$|enclosure$)/;
const READ = new Set(['category', 'post_tag', 'author', 'post_translations', 'language']);

/** What an item has that Dateline has no place for. */
export function unusedOf({ comments, isSticky, terms, meta }: WordPressItem): string[] {
  const taxonomies = terms.map(({ taxonomy }) => taxonomy).filter((taxonomy) => !READ.has(taxonomy));
  return [
    ...(comments > 0 ? ['comments'] : []),
    ...(isSticky ? ['sticky'] : []),
    ...new Set(taxonomies),
    ...[...meta.keys()].filter((key) => !OWN.test(key)),
  ];
}
