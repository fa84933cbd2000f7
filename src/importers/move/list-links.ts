import type { Element, Root } from 'hast';
import { parseHtml } from '../../content/html/parse-html.js';
import { findElements, getClassNames, replaceElements } from '../html/hast.js';

/** Elements of a page that list no articles of the page's own. */
const SITE_TAGS = ['nav', 'aside', 'footer', 'form', 'template', 'noscript', 'script', 'style'];
const SITE_NAMES =
  /(^|[-_])(side-?bar|widgets?|related|popular|trending|most-?read|recent-posts|menu|nav(bar|igation)?|breadcrumbs?|foot(er)?)([-_]|$)/i;

/** Collects the URLs of other pages that the list of a page links to, outside of menus, side bars and the like. */
export function collectListLinks(html: string, base: string): string[] {
  const page = parseHtml(html);
  const [main] = findElements(
    page,
    ({ tagName, properties }) => tagName === 'main' || properties.role === 'main',
  );
  const list: Root | Element = main ?? page;
  replaceElements(list, (element) => (isOfSite(element) ? [] : null));
  const links = findElements(list, ({ tagName, properties }) => tagName === 'a' && !!properties.href);
  const urls = links.flatMap(({ properties }) => {
    const href = String(properties.href).trim();
    if (!URL.canParse(href, base)) return [];
    const url = new URL(href, base);
    url.hash = '';
    return /^https?:$/.test(url.protocol) ? [url.href] : [];
  });
  return [...new Set(urls)];
}

function isOfSite(element: Element): boolean {
  if (SITE_TAGS.includes(element.tagName)) return true;
  if (!/^(div|section|ul|ol|header)$/.test(element.tagName)) return false;
  const names = [...getClassNames(element), String(element.properties.id ?? '')];
  return names.some((name) => SITE_NAMES.test(name));
}
