import { posix } from 'node:path';
import { parseDate } from '../../fields/dates.js';
import { getDateParts } from '../date-parts.js';
import { describeLanguage } from '../languages.js';
import {
  type Data,
  getIgnoringCase,
  getText,
  isData,
  joinPath,
  type SiteFile,
  type SitePage,
  type StaticSite,
} from '../site.js';
import { parseWallTime } from '../wall-time.js';
import { overrideData } from './cascade.js';
import { getAddressFolder, getMainLanguage, listLanguages, splitContentPath } from './hugo-languages.js';

const DATED_NAME = /^(\d{4}-\d{2}-\d{2})[-_]?(.*)$/;

/** Describes a file as Hugo sees it. `_index.md` is a section, `index.md` the page of its folder. */
export function describeHugoFile(
  site: StaticSite,
  { path: file, directoryData, isResource }: SiteFile,
  ownFrontMatter: Data,
): SitePage {
  const warnings: string[] = [];
  const frontMatter = overrideData(directoryData, ownFrontMatter);
  const { config, timeZone } = site;
  const { inside, key } = splitContentPath(site, file);
  const { name, language } = splitLanguage(config, posix.basename(inside), key);
  const folders = inside.split('/').slice(0, -1);
  const isIndex = name === 'index' || name === '_index';
  const baseName = isIndex ? (folders.at(-1) ?? '') : name;
  // The folder of a page bundle is the page itself.
  const sections = name === 'index' ? folders.slice(0, -1) : folders;
  const written = ['date', 'publishDate', 'pubDate', 'published', 'lastmod']
    .map((key) => parseWallTime(getIgnoringCase(frontMatter, key), timeZone))
    .find((time) => time !== null);
  const [, day, datelessName] = DATED_NAME.exec(baseName) ?? [];
  const nameDate = day === undefined ? null : parseDate(day);
  const usesNameDate = nameDate !== null && isFileNameDated(config);
  const slugField = getText(getIgnoringCase(frontMatter, 'slug'));
  const contentName = usesNameDate && datelessName ? datelessName : baseName;
  const names = { baseName: contentName, fileName: contentName, slug: slugField };
  const wall = written?.wall ?? nameDate;
  const prefix = joinPath(site.basePath, getAddressFolder(config, language));
  const url = getText(getIgnoringCase(frontMatter, 'url'));
  const build = (pattern: string) =>
    fillPattern(pattern, { sections, names, wall, title: getText(frontMatter.title) ?? '' }, config);
  const pattern =
    url === null ? findPattern(config, language, sections[0], name === '_index' ? 'section' : 'page') : null;
  const own = url === null ? null : url.includes(':') ? build(url) : url;
  let path = own ?? (pattern === null ? null : build(pattern));
  if (pattern !== null && path === null)
    warnings.push(
      `the permalink ${pattern} has a token that is unknown or has no value here; give the pattern of the paths with --permalinks`,
    );
  path ??= buildDefaultPath(name, sections, folders, slugField ?? contentName, config);
  const isUgly = own === null && name !== '_index' && isUglySection(config, sections[0]);
  const address = isUgly ? `${path.replace(/\/$/, '')}.html` : path;
  return {
    address: joinPath(prefix, address),
    slug: slugField ?? contentName,
    data: withDates(frontMatter, timeZone),
    date: nameDate && (parseWallTime(day, timeZone)?.date ?? null),
    isPage: written === undefined && nameDate === null,
    isDraft: false,
    ...(isResource && { leftOut: 'it is in the folder of another page, and Hugo makes no page of it' }),
    warnings,
    ...describeLanguage(site, language, ['', ...sections, name === '_index' ? '' : baseName].join('/')),
  };
}

const DATE_KEYS = [
  'date',
  'publishDate',
  'pubDate',
  'published',
  'lastmod',
  'modified',
  'updated',
  'expiryDate',
];

/** Gives dates without a zone the zone of the site. */
export function withDates(data: Data, timeZone: string): Data {
  if (timeZone === 'UTC') return data;
  const dates = DATE_KEYS.flatMap((key) => {
    const value = data[key];
    const time = typeof value === 'string' || value instanceof Date ? parseWallTime(value, timeZone) : null;
    return time === null ? [] : [[key, time.date.toISOString()] as const];
  });
  return { ...data, ...Object.fromEntries(dates) };
}

/** Splits the name of a file into its name and the language at its end, such as `about.fr.md`. */
function splitLanguage(
  config: Data,
  fileName: string,
  folderKey: string | null,
): { name: string; language: string } {
  const main = getMainLanguage(config);
  const name = fileName.replace(/\.[^.]+$/, '');
  if (folderKey !== null) return { name, language: folderKey };
  const [, base = '', suffix] = /^(.+)\.([a-z]{2,3}(?:-[a-z0-9]+)*)$/i.exec(name) ?? [];
  if (suffix === undefined) return { name, language: main };
  const known = [main, ...listLanguages(config).map(([key]) => key)];
  const key = suffix.toLowerCase();
  return known.includes(key) ? { name: base, language: key } : { name, language: main };
}

/** Returns true if the configuration takes dates from the names of files, which then are no part of paths. */
function isFileNameDated(config: Data): boolean {
  const frontMatter = getIgnoringCase(config, 'frontmatter');
  const sources = isData(frontMatter) ? frontMatter.date : undefined;
  return [sources].flat().some((source) => String(source).toLowerCase() === ':filename');
}

/** Finds the pattern of a section: that of the language, else that of the site. */
function findPattern(
  config: Data,
  language: string,
  section: string | undefined,
  kind: 'page' | 'section',
): string | null {
  const [, ofLanguage = {}] = listLanguages(config).find(([key]) => key === language) ?? [];
  return findOwnPattern(ofLanguage, section, kind) ?? findOwnPattern(config, section, kind);
}

/** Finds a pattern in settings. It stands under the section or, since Hugo 0.111, under the kind and section. */
function findOwnPattern(config: Data, section: string | undefined, kind: 'page' | 'section'): string | null {
  const permalinks = getIgnoringCase(config, 'permalinks');
  if (!isData(permalinks)) return null;
  const ofKind = permalinks[kind];
  const hasKinds = ['page', 'section', 'taxonomy', 'term'].some((each) => isData(permalinks[each]));
  const table = isData(ofKind) ? ofKind : hasKinds || kind === 'section' ? {} : permalinks;
  return (
    getText(getIgnoringCase(table, section ?? '/')) ?? (section === undefined ? getText(table['']) : null)
  );
}

function isUglySection(config: Data, section: string | undefined): boolean {
  const ugly = getIgnoringCase(config, 'uglyURLs');
  return isData(ugly) ? getIgnoringCase(ugly, section ?? '') === true : ugly === true;
}

function buildDefaultPath(
  name: string,
  sections: string[],
  folders: string[],
  last: string,
  config: Data,
): string {
  const parts =
    name === '_index' ? folders : name === 'index' && folders.length === 0 ? [] : [...sections, last];
  return parts.length === 0 ? '/' : `/${parts.map((part) => sanitizePart(part, config)).join('/')}/`;
}

interface PatternValues {
  sections: string[];
  names: { baseName: string; fileName: string; slug: string | null };
  wall: Date | null;
  title: string;
}

/** Fills the tokens of a pattern. Returns null if one is unknown or has no value. */
function fillPattern(
  pattern: string,
  { sections, names, wall, title }: PatternValues,
  config: Data,
): string | null {
  const date = wall && getDateParts(wall);
  const clean = (text: string) => sanitizePart(text, config);
  const values: Record<string, string | undefined> = {
    ...(date && {
      year: date.year,
      month: date.month,
      day: date.day,
      monthname: date.long_month,
      ...{
        weekday: String(wall.getUTCDay()),
        weekdayname: date.long_day,
        yearday: String(Number(date.y_day)),
      },
    }),
    section: clean(sections[0] ?? ''),
    sections: sections.map(clean).join('/'),
    title: clean(title),
    slug: clean(names.slug ?? title),
    filename: clean(names.fileName),
    contentbasename: clean(names.baseName),
    slugorfilename: clean(names.slug ?? names.fileName),
    slugorcontentbasename: clean(names.slug ?? names.baseName),
  };
  let isComplete = true;
  const filled = pattern.replace(/:([a-z]+)(?:\[([^\]]*)\])?/g, (token, word: string, range?: string) => {
    if (word === 'sections' && range !== undefined)
      return selectSections(sections, range).map(clean).join('/');
    const value = values[word];
    if (value === undefined) isComplete = false;
    return value ?? token;
  });
  return isComplete ? filled : null;
}

/** Selects sections by Hugo's `[1:]`, `[:last]`, `[0]` and `[last]`. */
function selectSections(sections: string[], range: string): string[] {
  const toIndex = (text: string, fallback: number) =>
    text === '' ? fallback : text === 'last' ? sections.length - 1 : Number(text);
  const [from, to] = range.split(':') as [string, string?];
  if (to === undefined) return sections.slice(toIndex(from, 0), toIndex(from, 0) + 1);
  return sections.slice(toIndex(from, 0), toIndex(to, sections.length));
}

/**
 * Makes a part of a path as Hugo does: hyphens for spaces, no special characters, lower case if not switched off, without
 * accents where the site removes them.
 */
export function sanitizePart(text: string, config: Data): string {
  const hasAccents = getIgnoringCase(config, 'removePathAccents') !== true;
  const clean = (
    hasAccents
      ? text
      : text
          .normalize('NFD')
          .replace(/\p{Mn}/gu, '')
          .normalize('NFC')
  )
    .trim()
    .replace(/\s+/g, '-')
    .replace(/[^\p{L}\p{M}\p{Nd}._\\#+~@/-]/gu, '')
    .replace(/-{2,}/g, '-');
  return getIgnoringCase(config, 'disablePathToLower') === true ? clean : clean.toLowerCase();
}
