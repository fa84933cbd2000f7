import { slugify } from '../../../shared/text/slug.js';
import type { ArchivePaths } from '../../links/archive-paths.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import { sanitizePart } from './generators/hugo.js';
import { joinPath, type StaticSite } from './site.js';

/** Adds the pages that Hugo and Zola make for the terms of articles, such as `/tags/c++/`. */
export function addTermPages(articles: ImportedArticle[], site: StaticSite, archives: ArchivePaths): void {
  if (site.generator !== 'hugo' && site.generator !== 'zola') return;
  const toPart = (term: string) =>
    site.generator === 'hugo' ? sanitizePart(term, site.config) : slugify(term);
  for (const { tags, section } of articles) {
    for (const tag of tags) archives.add('tag', slugify(tag), joinPath(site.basePath, 'tags', toPart(tag)));
    const name = section.at(-1);
    if (name !== undefined)
      archives.add('section', slugify(name), joinPath(site.basePath, 'categories', toPart(name)));
  }
}
