import type { Fields } from '../front-matter/fields.js';
import type { Findings } from '../front-matter/findings.js';
import type { SitePage } from '../site/site.js';
import { parseDate } from './dates.js';
import { hasPublicationDate } from './publication.js';

/** A date that the folders of a path name. */
export interface PathDate {
  date: Date;
  /** True if the path names year and month alone; the date is the first of the month then. */
  isMonth: boolean;
}

/** A day in a path, such as `2022/04/07/a-title` or `2022-04-07-a-title`. */
const DAY = /(?:^|\/)((?:19|20)\d\d)([/-])(\d{1,2})\2(\d{1,2})(?=[/_.-]|$)/;
/** A month in a path, with something in its folder. */
const MONTH = /(?:^|\/)((?:19|20)\d\d)\/(\d{1,2})\/[^/]/;

/** Returns the date that a path contains, or null. */
export function findPathDate(path: string): PathDate | null {
  const [, year, , month, day] = DAY.exec(path) ?? [];
  const date = year === undefined ? null : parseDate(`${year}-${month}-${day}`);
  if (date !== null) return { date, isMonth: false };
  const [, yearAlone, monthAlone] = MONTH.exec(path) ?? [];
  const first = yearAlone === undefined ? null : parseDate(`${yearAlone}-${monthAlone}-1`);
  return first && { date: first, isMonth: true };
}

const PATH_FIELDS = ['permalink', 'url', 'path', 'slug'];
const FORMER_PATH_FIELDS = ['aliases', 'alias', 'redirectFrom'];

/**
 * Reads the date of an article that has none from its path in front matter, its folders, its address or its former
 * paths. Returns null if the front matter or the file name has a date, or no path contains one.
 */
export function readPathDate(
  fields: Fields,
  sourceId: string,
  page: SitePage | null,
  findings: Findings,
): Date | null {
  if (page?.date || hasPublicationDate(fields)) return null;
  const given = PATH_FIELDS.map((name) => fields.peek(name)?.value);
  const former = FORMER_PATH_FIELDS.flatMap((name) => fields.peek(name)?.value ?? []);
  const folders = sourceId.slice(sourceId.indexOf('/'));
  const places = [...given, folders, page?.address, ...former].filter((each) => typeof each === 'string');
  const dates = places.flatMap((place) => {
    const found = findPathDate(place);
    return found === null ? [] : [{ ...found, place }];
  });
  const best = dates.find(({ isMonth }) => !isMonth) ?? dates[0];
  if (best?.isMonth)
    findings.addWarningOnLine(1, `no date: the first of the month in the path ${best.place} is used`);
  return best?.date ?? null;
}
