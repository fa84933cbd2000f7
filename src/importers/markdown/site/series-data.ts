import type { Taxonomy } from '../../../modules/taxonomy/write/save-taxonomy.js';
import { slugify } from '../../../shared/text/slug.js';
import { readDataEntries, readDataText } from './data-files.js';
import type { StaticSite } from './site.js';

/**
 * Reads `series.yml`, the data file in which sites of Jekyll, Hugo and Eleventy describe series by the key that articles
 * have.
 */
export async function readSeriesData(root: string, site: StaticSite | null): Promise<Taxonomy['series']> {
  const series = new Map<string, Taxonomy['series'][number]>();
  for (const [key, entry] of await readDataEntries(root, site, 'series')) {
    const name = readDataText(entry, ['title', 'name']) ?? key;
    const slug = slugify(key || name);
    const description = readDataText(entry, ['description', 'summary']);
    if (slug !== '') series.set(slug, { slug, name, ...(description && { description }) });
  }
  return [...series.values()];
}
