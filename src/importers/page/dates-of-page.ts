import type { Element } from 'hast';
import { findAll } from '../hast.js';
import { namesOf } from './class-names.js';
import type { Page } from './facts.js';
import type { Line } from './lines.js';
import { lineIn } from './text-content.js';
import { isDateLine, machineDate, writtenDate } from './written-dates.js';

/** When an article appeared and was last changed, by what its page says to machines, else to readers near its title. */
export function datesOf(page: Page, near: Line[]): { publishedAt: Date | null; updatedAt: Date | null } {
  const { head, data } = page;
  const publishedAt = publishedOf(page, near);
  const modified = firstDate([
    ...data.texts(data.article, 'dateModified'),
    ...head.all('article:modified_time', 'og:updated_time', 'datemodified', 'last-modified'),
  ]);
  return { publishedAt, updatedAt: modified && publishedAt && modified >= publishedAt ? modified : null };
}

function publishedOf({ tree, head, data }: Page, near: Line[]): Date | null {
  const told = firstDate([
    ...['datePublished', 'dateCreated', 'uploadDate'].flatMap((name) => data.texts(data.article, name)),
    ...head.all(
      'article:published_time',
      'og:published_time',
      'datepublished',
      'parsely-pub-date',
      'sailthru.date',
    ),
    ...head.all(
      'article.published',
      'publishdate',
      'pubdate',
      'publication_date',
      'date',
      'dc.date',
      'dc.date.issued',
      'dcterms.created',
      'dcterms.date',
      'citation_publication_date',
      'citation_date',
    ),
    ...data.texts(data.ofType('WebPage'), 'datePublished'),
  ]);
  if (told) return told;
  const times = findAll(
    tree,
    ({ tagName, properties }) => tagName === 'time' || String(properties.itemProp) === 'datePublished',
  );
  const isMain = (time: Element) =>
    /publish|posted|entry-date|pubdate|datepublished/.test(
      [...namesOf(time), ...Object.keys(time.properties)].join(' ').toLowerCase(),
    );
  const isNear = (time: Element) =>
    near.some(({ element }) => element === time || findAll(element, (each) => each === time).length > 0);
  const sorted = [
    ...times.filter((time) => isMain(time) && isNear(time)),
    ...times.filter(isNear),
    ...times.filter(isMain),
  ];
  const dated = firstDate(
    sorted.map((time) => String(time.properties.dateTime ?? time.properties.content ?? lineIn(time))),
  );
  const written = near
    .map(({ text }) => text)
    .find((text) => isDateLine(text) || (text.length < 100 && /\d{4}/.test(text) && writtenDate(text)));
  return dated ?? (written ? writtenDate(written) : null);
}

function firstDate(written: string[]): Date | null {
  for (const each of written) {
    const date = machineDate(each);
    if (date) return date;
  }
  return null;
}
