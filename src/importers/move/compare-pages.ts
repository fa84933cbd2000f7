import { trimEnd } from '../../shared/text/trim-end.js';
import { splitWords } from './page-facts.js';

/** A page of the old site, or the article that it became. */
export interface ComparedPage {
  title: string;
  publishedAt: Date | null;
  words: string[];
  /** URLs of pictures. */
  pictures: string[];
  /** Where links lead to: paths of the site as they resolve here, and URLs of other sites. */
  links: string[];
}

/** A difference between a page of the old site and the article here. */
export interface PageDifference {
  field: 'title' | 'date' | 'words' | 'pictures' | 'links' | 'articles';
  /** Value on the old page. */
  there: string;
  /** Value here. */
  here: string;
  /** Names of the pictures, links or listed articles that are not here. */
  missing?: string[];
}

/**
 * Minimum share of the old page's words that must be in the article. The rest allows for menus and captions
 * that page reading takes for text.
 */
const MIN_WORDS_SHARE = 0.9;
/** Milliseconds by which dates may differ, because pages often show a day in their own time zone. */
const MAX_DATE_DIFFERENCE = 36 * 3_600_000;

/** Lists the differences between a page of the old site and the article that it became. */
export function comparePages(there: ComparedPage, here: ComparedPage): PageDifference[] {
  return [
    compareTitles(there, here),
    compareDates(there, here),
    compareWords(there, here),
    comparePictures(there, here),
    compareLinks(there, here),
  ].filter((difference) => difference !== null);
}

function compareTitles(there: ComparedPage, here: ComparedPage): PageDifference | null {
  const getKey = (title: string) => splitWords(title).join(' ');
  return getKey(there.title) === getKey(here.title)
    ? null
    : { field: 'title', there: there.title, here: here.title };
}

function compareDates(there: ComparedPage, here: ComparedPage): PageDifference | null {
  if (there.publishedAt === null) return null;
  const difference = Math.abs(there.publishedAt.getTime() - (here.publishedAt?.getTime() ?? 0));
  if (difference <= MAX_DATE_DIFFERENCE) return null;
  const formatDay = (date: Date | null) => date?.toISOString().slice(0, 10) ?? 'none';
  return { field: 'date', there: formatDay(there.publishedAt), here: formatDay(here.publishedAt) };
}

function compareWords(there: ComparedPage, here: ComparedPage): PageDifference | null {
  const left = new Map<string, number>();
  for (const word of here.words) left.set(word, (left.get(word) ?? 0) + 1);
  let found = 0;
  for (const word of there.words) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    found += 1;
  }
  const share = there.words.length === 0 ? 1 : found / there.words.length;
  if (share >= MIN_WORDS_SHARE) return null;
  const percent = Math.floor(share * 100);
  return {
    field: 'words',
    there: String(there.words.length),
    here: `${here.words.length}, with ${percent} % of those there`,
  };
}

function comparePictures(there: ComparedPage, here: ComparedPage): PageDifference | null {
  const names = new Set(here.pictures.map(getPictureName));
  const namesThere = new Map(there.pictures.map((url) => [getPictureName(url), url]));
  const missing = [...namesThere].filter(([name]) => !names.has(name)).map(([, url]) => url);
  // A copied picture has another name. As many pictures here that are not there stand for missing ones.
  const others = [...names].filter((name) => !namesThere.has(name)).length;
  if (missing.length <= others) return null;
  return { field: 'pictures', there: String(namesThere.size), here: String(names.size), missing };
}

function compareLinks(there: ComparedPage, here: ComparedPage): PageDifference | null {
  const known = new Set(here.links.map(getLinkKey));
  const missing = there.links.filter((link) => !known.has(getLinkKey(link)));
  if (missing.length === 0) return null;
  return { field: 'links', there: String(there.links.length), here: String(here.links.length), missing };
}

/** Returns the name that all sizes of a picture share: `photo` of `/uploads/Photo-300x200.jpg?w=300`. */
function getPictureName(url: string): string {
  const inner = URL.canParse(url) ? new URL(url).searchParams.get('url') : null;
  const [path = ''] = (inner ?? url).split(/[?#]/);
  const name = decode(path.slice(path.lastIndexOf('/') + 1)).toLowerCase();
  return name.replace(/\.\w{1,5}$/, '').replace(/(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|@\dx){1,3}$/, '');
}

function getLinkKey(link: string): string {
  const [page = ''] = decode(link).split('#');
  const plain = page.replace(/^https?:\/\/(www\.)?/i, '').replace(/([?&])(ref|utm_\w+)=[^&]*/g, '$1');
  return trimEnd(trimEnd(plain, /[?&]/), /\//);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
