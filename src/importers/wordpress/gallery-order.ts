import type { Attachment } from './attachments.js';

type Compare = (one: Attachment, other: Attachment) => number;

/** Comparisons by the names that shortcodes give the columns of WordPress's table of posts, with or without `post_`. */
const COMPARISONS = new Map<string, Compare>([
  ['menu_order', (one, other) => one.order - other.order],
  ['id', (one, other) => Number(one.id) - Number(other.id)],
  ['title', (one, other) => one.title.localeCompare(other.title, 'en')],
  ['date', (one, other) => (one.date?.getTime() ?? 0) - (other.date?.getTime() ?? 0)],
]);
/** The order of a gallery that lists no files. */
const DEFAULT_ORDER = 'menu_order ID';
/** Words of an order that are read. */
const MAX_WORDS = 8;

/**
 * Sorts the files of a gallery or playlist as its shortcode says: `orderby="title"`, `order="DESC"`. Listed files
 * (`ids`) are in the order of the list without `orderby`. `rand`, which differs at each view, is ignored.
 *
 * Source: https://developer.wordpress.org/reference/functions/gallery_shortcode/
 */
export function sortFiles(
  files: Attachment[],
  { ids, orderby = ids ? '' : DEFAULT_ORDER, order = 'ASC' }: Record<string, string | undefined>,
): Attachment[] {
  const words = orderby.toLowerCase().split(/[\s,]+/, MAX_WORDS);
  const compare = words.flatMap((word, i) => {
    const by = COMPARISONS.get(word.replace(/^post_/, ''));
    const next = words[i + 1];
    const direction = next === 'asc' || next === 'desc' ? next : order.toLowerCase();
    return by ? [direction === 'desc' ? invert(by) : by] : [];
  });
  return [...files].sort((one, other) => {
    for (const by of compare) {
      const difference = by(one, other);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function invert(compare: Compare): Compare {
  return (one, other) => compare(other, one);
}
