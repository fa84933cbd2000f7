import { slugify } from '../../shared/slug.js';
import type { ImportedArticle } from '../imported-article.js';
import type { Losses } from '../losses.js';
import { sitePath } from '../site-path.js';
import type { WordPressSite } from './site.js';
import { sourceIdOf, type WordPressItem } from './wordpress-item.js';

type Addresses = Pick<ImportedArticle, 'slug' | 'path' | 'aliases'>;

/** Where a post lives and used to live. What was never published has no address yet. */
export function addressesOf(
  item: WordPressItem,
  title: string,
  site: WordPressSite,
  losses: Losses,
): Addresses {
  const path = pathOf(item, site, losses);
  const own = slugify(item.slug) || slugify(title) || `${item.type}-${item.id}`;
  const slug = site.slugs.claim(sourceIdOf(item), slugsFor(own, path));
  if (slug !== own) losses.note(`the slug is ${slug}, as ${own} is that of another item`);
  return { slug, path, aliases: path === null ? [] : formerPaths(item, path) };
}

function pathOf({ link, status }: WordPressItem, site: WordPressSite, losses: Losses): string | null {
  const address = link === '' ? null : site.absolute(link);
  if (address === null) return null;
  const { pathname, search } = new URL(address);
  const path = sitePath(pathname.replace(/\/{2,}/g, '/') + search);
  if (path !== null && site.isElsewhere(address)) {
    losses.note(`its address, ${link}, is on another site; the path follows from section and slug`);
    return null;
  }
  const section = path && site.sections.whichMadeWay(path);
  if (section) losses.note(`the section that would stand at ${path} too is at ${section}`);
  if (path === null && status === 'publish') {
    losses.note(`its address, ${link}, is no path that can be kept; the path follows from section and slug`);
  }
  return path;
}

/** Pages of one name may stand below different ones: the second takes the name of the one above with it. */
function slugsFor(own: string, path: string | null): string[] {
  const above = slugify(path?.split('/').at(-2) ?? '');
  return above === '' || /^\d+$/.test(above) ? [own] : [own, `${above}-${own}`];
}

/** Addresses with the slugs and days that it had before, of which WordPress keeps a list. */
function formerPaths({ meta, slug }: WordPressItem, path: string): string[] {
  const cut = path.lastIndexOf('/') + 1;
  const [above, last] = [path.slice(0, cut), path.slice(cut)];
  const slugs = (meta.get('_wp_old_slug') ?? []).filter((old) => old !== '' && last.includes(slug));
  const days = (meta.get('_wp_old_date') ?? []).map((day) => day.replaceAll('-', '/'));
  const ofSlugs = slugs.map((old) => above + last.replace(slug, old));
  const ofDays = days.map((day) =>
    path.replace(/\/\d{4}\/\d{2}(\/\d{2})?(?=\/)/, (now) => `/${day}`.slice(0, now.length)),
  );
  const former = [...ofSlugs, ...ofDays].map(sitePath).filter((each) => each !== null && each !== path);
  return [...new Set(former as string[])];
}
