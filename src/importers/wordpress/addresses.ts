import { toShortLink, toSitePath } from '../../shared/paths.js';
import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedArticle } from '../run/imported-article.js';
import type { WordPressAccount } from './people.js';
import type { WordPressSite } from './site.js';
import { getSourceId, NEVER_PUBLISHED, type WordPressItem, type WordPressTerm } from './wordpress-item.js';

type ArticlePaths = Pick<ImportedArticle, 'slug' | 'path' | 'aliases'>;

/** Returns the slug, path and former paths of a post. Items that were never published have no path. */
export function getPaths(
  item: WordPressItem,
  title: string,
  site: WordPressSite,
  warnings: ConversionWarnings,
): ArticlePaths {
  const baseSlug = slugify(item.slug) || findDraftSlug(item, site) || getTitleSlug(item, title);
  // With a path prefix, articles of a site that has only short links get paths too.
  const path = getPath(item, site, warnings) ?? (site.pathPrefix === '' ? null : `/${baseSlug}`);
  const slug = site.slugs.claim(getSourceId(item), listSlugCandidates(baseSlug, path), path !== null);
  if (slug !== baseSlug) warnings.add(`the slug is ${slug}, because another item has the slug ${baseSlug}`);
  return {
    slug,
    path,
    aliases: [...(path === null ? [] : listFormerPaths(item, path)), ...listShortLinks(item)],
  };
}

/** Numbers behind a slug that are tried for an item, of which no two have the same slug. */
const MAX_SAME_SLUGS = 50;

/** Lists the slugs that getPaths may give to an item. */
export function listPossibleSlugs(item: WordPressItem, site: WordPressSite): string[] {
  const baseSlug = slugify(item.slug) || getTitleSlug(item, htmlToText(item.title));
  const path = toSitePath(site.toAbsoluteUrl(item.link) ?? '');
  const numbers = Array.from({ length: MAX_SAME_SLUGS }, (_, i) => `-${i + 2}`);
  return listSlugCandidates(baseSlug, path).flatMap((slug) => ['', ...numbers].map((end) => slug + end));
}

/** Returns the slug that a draft has here. WordPress gives it one at its publication, and its title may change until then. */
function findDraftSlug(item: WordPressItem, site: WordPressSite): string | undefined {
  return NEVER_PUBLISHED.has(item.status) ? site.slugs.find(getSourceId(item)) : undefined;
}

function getTitleSlug({ type, id }: WordPressItem, title: string): string {
  return slugify(title) || hyphenate(`${type}-${id}`);
}

/** Returns the short links of an item that has been public, which WordPress redirects to its permalink. */
function listShortLinks({ id, type, status }: WordPressItem): string[] {
  if (NEVER_PUBLISHED.has(status)) return [];
  const links = [`/?p=${id}`, ...(type === 'page' ? [`/?page_id=${id}`] : [])];
  return links.filter((link) => toShortLink(link) !== null);
}

function getPath(
  { link, status }: WordPressItem,
  site: WordPressSite,
  warnings: ConversionWarnings,
): string | null {
  const url = link === '' ? null : site.toAbsoluteUrl(link);
  if (url === null) return null;
  const { pathname, search } = new URL(url);
  const path = toSitePath(pathname.replace(/\/{2,}/g, '/') + search);
  if (path !== null && site.isExternal(url)) {
    warnings.add(`the URL ${link} is on another site; the path is derived from the section and the slug`);
    return null;
  }
  const section = path && site.sections.findDisplacedSection(path);
  if (section) warnings.add(`the path ${path} is also that of a section, which was moved to ${section}`);
  if (path === null && status === 'publish') {
    warnings.add(
      `the URL ${link} cannot be used as a path; the path is derived from the section and the slug`,
    );
  }
  return path;
}

/**
 * Returns possible slugs in order of preference. Pages with equal names get their parent's slug as a prefix.
 */
function listSlugCandidates(baseSlug: string, path: string | null): string[] {
  const above = hyphenate(path?.split('/').at(-2) ?? '');
  return above === '' || /^\d+$/.test(above) ? [baseSlug] : [baseSlug, `${above}-${baseSlug}`];
}

/** Makes a slug of an identifier with underscores, such as the post type `my_kind`. */
function hyphenate(name: string): string {
  return slugify(name.replaceAll('_', '-'));
}

/** Returns former paths, built from the old slugs and dates that WordPress stores. */
function listFormerPaths({ meta, slug }: WordPressItem, path: string): string[] {
  const cut = path.lastIndexOf('/') + 1;
  const [above, last] = [path.slice(0, cut), path.slice(cut)];
  const slugs = (meta.get('_wp_old_slug') ?? []).filter((old) => old !== '' && last.includes(slug));
  const days = (meta.get('_wp_old_date') ?? []).map((day) => day.replaceAll('-', '/'));
  const slugPaths = slugs.map((old) => above + last.replace(slug, old));
  const datePaths = days.map((day) =>
    path.replace(/\/\d{4}\/\d{2}(\/\d{2})?(?=\/)/, (now) => `/${day}`.slice(0, now.length)),
  );
  const former = [...slugPaths, ...datePaths]
    .map(toSitePath)
    .filter((each) => each !== null && each !== path);
  return [...new Set(former as string[])];
}

/**
 * Adds the addresses of the categories and authors of an export at WordPress's usual places; an export does not name
 * them. A nested category also has the address without its parents.
 */
export function addUsualArchives(site: WordPressSite): void {
  const { url, sections, people, archives } = site;
  for (const { slug, path } of sections.listOriginalPaths()) {
    archives.add('section', slug, `${url}/category/${path.join('/')}/`);
    archives.add('section', slug, `${url}/category/${path.at(-1)}/`);
  }
  for (const account of people.listAccounts()) addAuthorArchive(site, account);
}

/** Adds the address of an author, where WordPress usually has it unless the API says where it is. */
export function addAuthorArchive(
  { url, archives, terms }: WordPressSite,
  { id, login, name, link }: WordPressAccount,
): void {
  const slug = terms?.findSlug('author', id) ?? slugify(name);
  archives.add('author', slug, link ?? `${url}/author/${login}/`);
}

/** Adds the address of the posts without a category, which leads to the front page: all are listed there. */
export function addUncategorizedArchive(
  { url, archives }: WordPressSite,
  { slug, link }: WordPressTerm,
): void {
  archives.add('front page', slug, link ?? `${url}/category/${slug}/`);
}

/** Adds the address of the posts of a format, such as /type/gallery, which leads to the tag with the name. */
export function addFormatArchive({ url, archives }: WordPressSite, format: string, tag: string): void {
  archives.add('tag', slugify(tag), `${url}/type/${format}/`);
}

/** Adds the address of a tag, where WordPress usually has it unless the API says where it is. */
export function addSeriesArchive(
  { url, archives }: WordPressSite,
  { slug, link }: WordPressTerm,
  series: string,
): void {
  archives.add('series', slugify(series), link ?? `${url}/series/${slug}/`);
}

export function addTagArchive(
  { url, archives }: WordPressSite,
  { slug, link }: WordPressTerm,
  tag: string,
): void {
  archives.add('tag', slugify(tag), link ?? `${url}/tag/${slug}/`);
}
