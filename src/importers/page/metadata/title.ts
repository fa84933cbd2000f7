import type { Element, Root } from 'hast';
import { trimEnd } from '../../../shared/text/trim-end.js';
import { findElements } from '../../html/hast.js';
import { getElementNames } from '../layout/class-names.js';
import { normalizeLabel } from '../layout/labels.js';
import { getLineText } from '../layout/text-content.js';
import type { PageDocument } from './page-document.js';

/** Characters that separate an article's title from the name of its site. */
const TITLE_SEPARATOR = /(?<=\s)[|–—·»•:-]+(?=\s)|\|/;

/** Class names that themes use for the heading with the name of the site. */
const SITE_HEADING_NAMES =
  /(^|-)(site-?(title|name|logo|branding)|blog-?(title|name)|logo|brand|navbar-brand)(-|$)/;

/** Returns the title of a page's article and the element that shows it. */
export function findTitle({ tree, head, data }: PageDocument): { title: string; heading: Element | null } {
  const allHeadings = findElements(tree, ({ tagName }) => /^h[1-3]$/.test(tagName))
    .map((heading) => ({ heading, text: getLineText(heading) }))
    .filter(({ text }) => text !== '');
  const articleHeadings = allHeadings.filter(({ heading }) => !isSiteHeading(tree, heading));
  const headings = articleHeadings.length > 0 ? articleHeadings : allHeadings;
  const siteHeadings = allHeadings.filter((each) => !headings.includes(each));
  const siteNames = [
    ...siteHeadings.map(({ text }) => text),
    head.getFirst('og:site_name'),
    ...data.getTexts(data.article, 'publisher'),
    head.getFirst('application-name'),
  ];
  const isSiteName = (text: string) =>
    siteNames.some((name) => name && normalizeLabel(name) === normalizeLabel(text));
  const allTitles = [
    ...data.getTexts(data.article, 'headline'),
    head.getFirst('og:title'),
    head.getFirst('twitter:title', 'dc.title', 'citation_title', 'sailthru.title'),
    head.title,
  ].flatMap((each) =>
    each
      ? [
          removeSiteName(
            each,
            siteNames.map((name) => normalizeLabel(name ?? '')),
          ),
        ]
      : [],
  );
  const ownTitles = allTitles.filter((each) => !isSiteName(each));
  const onlyNames = ownTitles.length === 0;
  const declaredTitles = onlyNames ? allTitles : ownTitles;
  const first = headings.filter(({ heading }) => heading.tagName === 'h1');
  const isDeclared = ({ text }: { text: string }) => declaredTitles.some((each) => isSameTitle(each, text));
  const shownHeading =
    (onlyNames ? undefined : (first.find(isDeclared) ?? headings.find(isDeclared))) ??
    (onlyNames || first.length === 1 ? first[0] : undefined) ??
    (onlyNames ? articleHeadings[0] : undefined);
  const isOwn = shownHeading && (isDeclared(shownHeading) || !isSiteName(shownHeading.text));
  if (shownHeading && isOwn) return { title: shownHeading.text, heading: shownHeading.heading };
  return { title: declaredTitles[0] ?? '', heading: null };
}

/** Returns true if a heading shows the name of the site: it is named so, or leads to the front page. */
function isSiteHeading(tree: Root, heading: Element): boolean {
  const isNamed = (each: Element) => getElementNames(each).some((name) => SITE_HEADING_NAMES.test(name));
  const links = findElements(tree, ({ tagName }) => tagName === 'a').filter(({ properties }) =>
    isFrontPage(String(properties.href ?? '')),
  );
  const isWithin = (outer: Element, inner: Element) =>
    findElements(outer, (each) => each === inner).length > 0;
  return isNamed(heading) || links.some((link) => isWithin(link, heading) || isWithin(heading, link));
}

function isFrontPage(href: string): boolean {
  return /^(\/|\.\/|https?:\/\/[^/?#]+\/?)$/.test(href);
}

/**
 * Returns true if two titles are equal or one contains the other, since titles for search engines are often
 * cut or extended.
 */
function isSameTitle(declared: string, shown: string): boolean {
  const [a, b] = [normalizeLabel(declared).replace(/\.\.\.$/, ''), normalizeLabel(shown)];
  if (a === '' || b === '') return false;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return (
    short === long ||
    (short.length >= 12 &&
      short.length > long.length / 2 &&
      (long.startsWith(short) || long.endsWith(` ${short}`)))
  );
}

function removeSiteName(title: string, sites: string[]): string {
  const parts = title.split(TITLE_SEPARATOR).map((part) => part.trim());
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined || parts.length < 2) return title;
  const isName = (part: string) => sites.some((name) => name !== '' && normalizeLabel(part) === name);
  if (isName(first)) return title.slice(title.indexOf(first) + first.length).replace(/^[\s|–—·»•:-]+/u, '');
  const isSite = isName(last);
  const isAside =
    sites.every((name) => name === '') && last.split(' ').length <= 4 && first.split(' ').length >= 3;
  if (!isSite && !isAside) return title;
  return trimEnd(title.slice(0, title.lastIndexOf(last)), /[\s|–—·»•:-]/u);
}
