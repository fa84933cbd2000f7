import type { Element } from 'hast';
import { trimEnd } from '../../../shared/text/trim-end.js';
import { findElements } from '../../html/hast.js';
import { normalizeLabel } from '../layout/labels.js';
import { getLineText } from '../layout/text-content.js';
import type { PageDocument } from './page-document.js';

/** Characters that separate an article's title from the name of its site. */
const TITLE_SEPARATOR = /(?<=\s)[|–—·»•:-]+(?=\s)|\|/;

/** Returns the title of a page's article and the element that shows it. */
export function findTitle({ tree, head, data }: PageDocument): { title: string; heading: Element | null } {
  const siteNames = [
    head.getFirst('og:site_name'),
    ...data.getTexts(data.article, 'publisher'),
    head.getFirst('application-name'),
  ];
  const declaredTitles = [
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
  const headings = findElements(tree, ({ tagName }) => /^h[1-3]$/.test(tagName))
    .map((heading) => ({ heading, text: getLineText(heading) }))
    .filter(({ text }) => text !== '');
  const first = headings.filter(({ heading }) => heading.tagName === 'h1');
  const isDeclared = ({ text }: { text: string }) => declaredTitles.some((each) => isSameTitle(each, text));
  const shownHeading =
    first.find(isDeclared) ??
    headings.find(isDeclared) ??
    (declaredTitles.length === 0 || first.length === 1 ? first[0] : undefined);
  const isOwn =
    shownHeading &&
    (isDeclared(shownHeading) ||
      !siteNames.some((name) => name && normalizeLabel(name) === normalizeLabel(shownHeading.text)));
  if (shownHeading && isOwn) return { title: shownHeading.text, heading: shownHeading.heading };
  return { title: declaredTitles[0] ?? '', heading: null };
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
  if (parts.length < 2) return title;
  const last = parts.at(-1)!;
  const isSite = sites.some((name) => name !== '' && normalizeLabel(last) === name);
  const isAside =
    sites.every((name) => name === '') && last.split(' ').length <= 4 && parts[0]!.split(' ').length >= 3;
  if (!isSite && !isAside) return title;
  return trimEnd(title.slice(0, title.lastIndexOf(last)), /[\s|–—·»•:-]/u);
}
