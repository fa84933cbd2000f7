import { EMPTY_CONTENT } from '../../../modules/editing/article-content.js';
import { ArticleKind } from '../../../shared/article/article-kind.js';
import { toSitePath } from '../../../shared/paths.js';
import { escapeHtml } from '../../../shared/text/html.js';
import { slugify } from '../../../shared/text/slug.js';
import type { ArchivePaths } from '../../links/archive-paths.js';
import type { ImportItem } from '../../run/import-run.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import { sanitizePart } from './generators/hugo.js';
import { splitContentPath } from './generators/hugo-languages.js';
import type { SiteEntry } from './read-site-page.js';
import { type Data, getIgnoringCase, getText, isData, joinPath, type StaticSite } from './site.js';

/** Taxonomies from which tags, sections and series are imported, with the titles of their lists. */
const TAXONOMIES = { tags: 'Tags', categories: 'Categories', series: 'Series' };
type Taxonomy = keyof typeof TAXONOMIES;
const OWNERS = { tags: 'tag', categories: 'section', series: 'series' } as const;
/** Taxonomies of a site of Hugo that declares none. */
const DEFAULT_TAXONOMIES: Taxonomy[] = ['tags', 'categories'];

/** A tag or series that an `_index.md` of Hugo describes. */
export interface DescribedTerm {
  slug: string;
  name: string;
  description?: string;
}

/** The tags and series that a site describes. */
export type DescribedTerms = Record<'tags' | 'series', DescribedTerm[]>;

/** A file that describes a tag or series, or, with a null term, the list of all. */
interface TermFile {
  taxonomy: keyof DescribedTerms;
  /** Name of the folder of the term. */
  term: string | null;
}

/** Returns the tag or series that a file describes, such as `content/series/eels/_index.md` of Hugo; null for other files. */
export function parseTermFile(site: StaticSite | null, file: string): TermFile | null {
  if (site?.generator !== 'hugo') return null;
  const { inside } = splitContentPath(site, file);
  const [, taxonomy, term = null] = /^(tags|series)\/(?:([^/]+)\/)?_index\.[^/]+$/.exec(inside) ?? [];
  if ((taxonomy !== 'tags' && taxonomy !== 'series') || !hasTaxonomy(site, taxonomy)) return null;
  return { taxonomy, term };
}

/** Lists the tags and series that a site describes in its main language. */
export function listDescribedTerms(entries: Map<string, SiteEntry>, site: StaticSite | null): DescribedTerms {
  const terms: DescribedTerms = { tags: [], series: [] };
  const main = site?.languages?.tags[site.languages.main] ?? null;
  for (const [file, { title, description, language, isLeftOut }] of entries) {
    const { taxonomy, term = null } = parseTermFile(site, file) ?? {};
    const isOther = language !== null && language !== main;
    if (!taxonomy || term === null || title === null || isLeftOut || isOther) continue;
    const slug = slugify(term);
    if (slug !== '')
      terms[taxonomy].push({ slug, name: title, ...(description !== null && { description }) });
  }
  return terms;
}

/** Adds the pages that Hugo and Zola make for the terms of articles, such as `/tags/c++/`. */
export function addTermPages(articles: ImportedArticle[], site: StaticSite, archives: ArchivePaths): void {
  for (const article of articles) {
    if (!isInMainLanguage(site, article)) continue;
    for (const { taxonomy, term } of listTerms(article)) {
      const path = getTermPath(site, taxonomy, term);
      if (path !== null) archives.add(OWNERS[taxonomy], slugify(term), path);
    }
  }
}

/**
 * Collects the terms of articles for the pages that list them all, such as `/tags/`. Here these are pages with a link
 * to each term.
 */
export class TermLists {
  private readonly terms: Record<Taxonomy, Map<string, string>> = {
    tags: new Map(),
    categories: new Map(),
    series: new Map(),
  };
  /** Date of the newest article of each taxonomy, which Hugo gives its list. */
  private readonly dates: Record<Taxonomy, Date | null> = { tags: null, categories: null, series: null };

  constructor(private readonly site: StaticSite) {}

  add(item: ImportItem): void {
    if (!('article' in item) || item.article.draft || !isInMainLanguage(this.site, item.article)) return;
    const { publishedAt } = item.article;
    for (const { taxonomy, term } of listTerms(item.article)) {
      const newest = this.dates[taxonomy];
      if (publishedAt && (newest === null || publishedAt > newest)) this.dates[taxonomy] = publishedAt;
      const path = getTermPath(this.site, taxonomy, term);
      if (path !== null && !this.terms[taxonomy].has(path)) this.terms[taxonomy].set(path, term);
    }
  }

  /** Lists the pages of taxonomies that have terms, unless a file of the site has their path. */
  listItems(root: string, isTaken: (path: string) => boolean): ImportItem[] {
    return (Object.keys(TAXONOMIES) as Taxonomy[]).flatMap((taxonomy) => {
      const terms = [...this.terms[taxonomy]].sort(([, a], [, b]) => a.localeCompare(b, 'en'));
      const path = toSitePath(joinPath(this.site.basePath, taxonomy));
      if (terms.length === 0 || path === null || isTaken(path)) return [];
      const sourceId = `${root}/${taxonomy}/ (list of all)`;
      const links = terms.map(
        ([address, term]) => `<li><a href="${escapeHtml(encodeURI(address))}">${escapeHtml(term)}</a></li>`,
      );
      const article: ImportedArticle = {
        ...EMPTY_CONTENT,
        source: 'markdown',
        sourceId,
        draft: false,
        kind: ArticleKind.PAGE,
        title: TAXONOMIES[taxonomy],
        slug: taxonomy,
        path,
        publishedAt: this.dates[taxonomy],
        body: { format: 'html', text: `<ul>${links.join('')}</ul>` },
      };
      return [{ item: sourceId, article, warnings: [], unusedFields: [] }];
    });
  }
}

/** Returns true unless the article is in another language than the default of the site. */
function isInMainLanguage({ languages }: StaticSite, { language }: ImportedArticle): boolean {
  return languages === undefined || language === null || language === languages.tags[languages.main];
}

function listTerms({
  tags,
  section,
  otherSections,
  series,
}: ImportedArticle): { taxonomy: Taxonomy; term: string }[] {
  const categories = [section, ...otherSections].flatMap((path) => path.at(-1) ?? []);
  return [
    ...tags.map((term) => ({ taxonomy: 'tags' as const, term })),
    ...categories.map((term) => ({ taxonomy: 'categories' as const, term })),
    ...(series ? [{ taxonomy: 'series' as const, term: series.name }] : []),
  ];
}

/** Returns the path of the page of a term, or null if the site makes none. */
export function getTermPath(site: StaticSite, taxonomy: Taxonomy, term: string): string | null {
  if (!hasTaxonomy(site, taxonomy)) return null;
  const part = site.generator === 'hugo' ? sanitizePart(term, site.config) : slugify(term);
  return joinPath(site.basePath, taxonomy, part);
}

function hasTaxonomy({ generator, config }: StaticSite, taxonomy: Taxonomy): boolean {
  if (generator === 'zola') {
    const all = Array.isArray(config.taxonomies) ? config.taxonomies.filter(isData) : [];
    return all.some(({ name, render }) => name === taxonomy && render !== false);
  }
  if (generator !== 'hugo') return false;
  const disabled = [getIgnoringCase(config, 'disableKinds')].flat().map((kind) => String(kind).toLowerCase());
  if (disabled.includes('taxonomy')) return false;
  const own: unknown = getIgnoringCase(config, 'taxonomies');
  return isData(own)
    ? Object.values(own as Data).some((plural) => getText(plural) === taxonomy)
    : DEFAULT_TAXONOMIES.includes(taxonomy);
}
