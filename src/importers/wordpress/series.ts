import type { ArticleContent } from '../../modules/editing/article-content.js';
import { slugify } from '../../shared/text/slug.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import { addSeriesArchive } from './addresses.js';
import type { WordPressSite } from './site.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

/** Taxonomy of the plugins Organize Series and PublishPress Series. */
export const SERIES_TAXONOMY = 'series';
/** Custom field with the number of the part. With several series for a post, the ID of the series follows. */
const PART_KEY = '_series_part';

/** Returns the series of a post and its part there; null if it has none. */
export function getSeries(
  item: WordPressItem,
  site: WordPressSite,
  warnings: ConversionWarnings,
): ArticleContent['series'] {
  const [term, ...others] = item.terms.filter(({ taxonomy }) => taxonomy === SERIES_TAXONOMY);
  if (!term) return null;
  const title = term.name || term.slug;
  if (slugify(title) === '') {
    warnings.add(`the series "${title}" has no letter or digit and was ignored`);
    return null;
  }
  if (others.length > 0) {
    const names = others.map(({ name }) => `"${name}"`).join(', ');
    warnings.add(`an article is in one series: "${title}" is imported, ${names} left out`);
  }
  const id = term.id ?? site.series.find(({ slug }) => slug === term.slug)?.id;
  const name = site.terms?.findSlug('series', id) ?? title;
  addSeriesArchive(site, term, name);
  return { name, part: readPart(item, id) };
}

/** Reads the number of the part. The plugin stores 0 for a post that has none. */
function readPart(item: WordPressItem, seriesId: string | undefined): number | null {
  const text = (seriesId && getMeta(item, `${PART_KEY}_${seriesId}`)) || getMeta(item, PART_KEY);
  return /^[1-9]\d{0,5}$/.test(text.trim()) ? Number(text) : null;
}
