import type { ExternalMenu, ExternalMenuItem, MenuTarget } from '../../modules/menu/import-menu.js';
import { MENU_LIMITS } from '../../modules/menu/menu-limits.js';
import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

/** The categories, posts and tags to which the items of a menu refer. */
interface MenuSite {
  source: string;
  /** Source IDs of posts by ID. */
  posts: ReadonlyMap<string, string>;
  /** Slugs of tags by ID. */
  tagSlugs: ReadonlyMap<string, string>;
  sections: { findSlugById(id: string): string | null };
  toAbsoluteUrl(address: string): string | null;
  isExternal(link: string): boolean;
}

/** Menu items of a site by the slug of their menu. An export does not say where a theme shows a menu. */
export class WordPressMenus {
  private readonly itemsByMenu = new Map<string, WordPressItem[]>();

  /** Adds an item of the type `nav_menu_item`. Returns false if it belongs to no menu, as drafts do. */
  add(item: WordPressItem): boolean {
    const location = findLocation(item);
    if (location === null) return false;
    this.itemsByMenu.set(location, [...(this.itemsByMenu.get(location) ?? []), item]);
    return true;
  }

  has(item: WordPressItem): boolean {
    return this.itemsByMenu.get(findLocation(item) ?? '')?.some(({ id }) => id === item.id) ?? false;
  }

  /** Lists the menus with their items flat and in order. */
  list(site: MenuSite): ExternalMenu[] {
    return [...this.itemsByMenu].map(([location, items]) => {
      return { source: site.source, location, items: flatten(items, site) };
    });
  }
}

function findLocation({ terms, status }: WordPressItem): string | null {
  const menu = terms.find(({ taxonomy }) => taxonomy === 'nav_menu');
  return menu && status === 'publish' ? slugify(menu.slug) || null : null;
}

/** Returns the items as WordPress shows them: each above those that name it as their parent. */
function flatten(items: WordPressItem[], site: MenuSite): ExternalMenuItem[] {
  const ids = new Set(items.map(({ id }) => id));
  const sorted = [...items].sort((a, b) => a.menuOrder - b.menuOrder);
  const getParent = (item: WordPressItem) => {
    const parent = getMeta(item, '_menu_item_menu_item_parent').trim();
    return ids.has(parent) ? parent : '0';
  };
  const placed = new Set<string>();
  const collectBelow = (parent: string, depth: number): ExternalMenuItem[] =>
    sorted
      .filter((item) => getParent(item) === parent && !placed.has(item.id))
      .flatMap((item) => {
        placed.add(item.id);
        const entry = {
          depth: Math.min(depth, MENU_LIMITS.depth),
          text: htmlToText(item.title) || null,
          target: findTarget(item, site),
        };
        return [entry, ...collectBelow(item.id, depth + 1)];
      });
  return collectBelow('0', 0);
}

/** Returns the target of an item, which is an ID for a post, category or tag. */
function findTarget(item: WordPressItem, site: MenuSite): MenuTarget {
  const getItemMeta = (name: string) => getMeta(item, `_menu_item_${name}`).trim();
  const type = getItemMeta('type');
  const object = getItemMeta('object');
  const id = getItemMeta('object_id');
  const unknown = `${object} ${id}`;
  if (type === 'post_type') return { sourceId: site.posts.get(id) ?? unknown };
  if (object === 'category') return { section: site.sections.findSlugById(id) ?? unknown };
  if (object === 'post_tag') return { tag: site.tagSlugs.get(id) ?? unknown };
  if (type === 'custom') return { url: toMenuUrl(getItemMeta('url'), site) };
  return { sourceId: unknown };
}

/** Returns a URL of the site itself as a path, and '#' for a label without a link. */
function toMenuUrl(url: string, site: MenuSite): string {
  if (url === '' || url.startsWith('#')) return url || '#';
  const absolute = site.toAbsoluteUrl(url);
  if (absolute === null || !/^https?:/.test(absolute) || site.isExternal(absolute)) return absolute ?? url;
  const { pathname, search, hash } = new URL(absolute);
  return pathname + search + hash;
}
