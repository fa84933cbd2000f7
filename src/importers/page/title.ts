import type { Element } from 'hast';
import { trimEnd } from '../../shared/trim-end.js';
import { findAll } from '../hast.js';
import type { Page } from './facts.js';
import { plain } from './labels.js';
import { lineIn } from './text-content.js';

/** What sites put between an article's title and their own name. */
const BETWEEN = /(?<=\s)[|–—·»•:-]+(?=\s)|\|/;

/** The title of a page's article, and the element that shows it. */
export function titleOf({ tree, head, data }: Page): { title: string; heading: Element | null } {
  const site = [
    head.first('og:site_name'),
    ...data.texts(data.article, 'publisher'),
    head.first('application-name'),
  ];
  const told = [
    ...data.texts(data.article, 'headline'),
    head.first('og:title'),
    head.first('twitter:title', 'dc.title', 'citation_title', 'sailthru.title'),
    head.title,
  ].flatMap((each) =>
    each
      ? [
          withoutSite(
            each,
            site.map((name) => plain(name ?? '')),
          ),
        ]
      : [],
  );
  const headings = findAll(tree, ({ tagName }) => /^h[1-3]$/.test(tagName))
    .map((heading) => ({ heading, text: lineIn(heading) }))
    .filter(({ text }) => text !== '');
  const first = headings.filter(({ heading }) => heading.tagName === 'h1');
  const isTold = ({ text }: { text: string }) => told.some((each) => isSame(each, text));
  const shown =
    first.find(isTold) ??
    headings.find(isTold) ??
    (told.length === 0 || first.length === 1 ? first[0] : undefined);
  const isOwn = shown && (isTold(shown) || !site.some((name) => name && plain(name) === plain(shown.text)));
  if (shown && isOwn) return { title: shown.text, heading: shown.heading };
  return { title: told[0] ?? '', heading: null };
}

/** A title for search engines may be cut, or have something before or after it. */
function isSame(told: string, shown: string): boolean {
  const [a, b] = [plain(told).replace(/\.\.\.$/, ''), plain(shown)];
  if (a === '' || b === '') return false;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return (
    short === long ||
    (short.length >= 12 &&
      short.length > long.length / 2 &&
      (long.startsWith(short) || long.endsWith(` ${short}`)))
  );
}

function withoutSite(title: string, sites: string[]): string {
  const parts = title.split(BETWEEN).map((part) => part.trim());
  if (parts.length < 2) return title;
  const last = parts.at(-1)!;
  const isSite = sites.some((name) => name !== '' && plain(last) === name);
  const isAside =
    sites.every((name) => name === '') && last.split(' ').length <= 4 && parts[0]!.split(' ').length >= 3;
  if (!isSite && !isAside) return title;
  return trimEnd(title.slice(0, title.lastIndexOf(last)), /[\s|–—·»•:-]/u);
}
