import type { Element, Root } from 'hast';
import { formatImportLink, type ImportLink } from '../../modules/import/import-link.js';
import { toSitePath } from '../../shared/paths.js';
import { findElements } from '../html/hast.js';

/** Files that sites serve along with their pages. Links to them stay as they are. */
const FILE =
  /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|epub|zip|gz|jpe?g|png|gif|webp|avif|svg|mp3|m4a|ogg|wav|mp4|m4v|webm|mov|csv|txt|xml|json|ics)$/i;
/** Folders of WordPress and Ghost that hold files. */
const FILE_FOLDER = /^(\/[^/]+)?\/(wp-content|wp-includes|wp-admin|wp-json|content\/(images|files|media))\//;

/** Returns true for the path of a file, which no article can have. */
export function isFilePath(path: string): boolean {
  return FILE.test(path) || FILE_FOLDER.test(path);
}

/** A site with pages that link to one another. */
export interface LinkedSite {
  /** URL of the front page; '' if unknown, so that only relative links are within the site. */
  url: string;
  /** Returns the source IDs of the item that a query names, such as `?p=12` of WordPress. */
  findByQuery?(query: URLSearchParams): string[];
  /**
   * True if only some of the site's pages are imported. Links to the others then stay as they are; else every link
   * within the site becomes a path.
   */
  isPartial?: boolean;
}

/** Turns the links of a text to pages of its site into paths here. `base` is the URL of the text's own page. */
export function resolveOwnLinks(tree: Root | Element, site: LinkedSite, base = site.url): void {
  for (const { properties } of findElements(tree, ({ tagName }) => tagName === 'a')) {
    if (typeof properties.href !== 'string') continue;
    const path = toOwnPath(properties.href.trim(), site, base);
    if (path !== null) properties.href = path;
  }
}

/**
 * Returns the path here of a link within the site, or a link that is resolved when the article is saved; the URL of a file that
 * has only a path; null for others.
 */
export function toOwnPath(href: string, site: LinkedSite, base: string): string | null {
  if (href === '' || href.startsWith('#')) return null;
  const front = site.url === '' ? 'http://site.invalid/' : `${site.url}/`;
  const from = URL.canParse(base) ? base : front;
  if (!URL.canParse(href, from)) return null;
  const url = new URL(href, from);
  if (!/^https?:$/.test(url.protocol) || getHost(url) !== getHost(new URL(front))) return null;
  if (isFilePath(url.pathname)) return site.url === '' || /^https?:/i.test(href) ? null : url.href;
  const sourceIds = site.findByQuery?.(url.searchParams) ?? [];
  const path = toSitePath(url.pathname);
  const link: ImportLink = { sourceIds, paths: [], suffix: url.hash, fallback: url.href };
  if (sourceIds.length > 0) return formatImportLink({ ...link, hidesPath: true });
  if (site.isPartial && path !== null)
    return formatImportLink({ ...link, paths: [path], suffix: url.search + url.hash });
  if (site.isPartial) return null;
  return `${path === null ? '/' : encodeURI(path)}${url.search}${url.hash}`;
}

function getHost({ host }: URL): string {
  return host.replace(/^www\./, '');
}
