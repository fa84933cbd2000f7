import type { Element, Root } from 'hast';
import { findElements } from '../../html/hast.js';
import { getElementNames } from '../layout/class-names.js';
import type { TextLine } from '../layout/lines.js';
import { getLineText } from '../layout/text-content.js';
import type { PageDocument } from './page-document.js';
import { isDateLine, parseMachineDate, parseWrittenDate } from './written-dates.js';

/** Returns the publication and modification dates: from metadata, else from the lines near the title. */
export function findDates(
  page: PageDocument,
  nearbyLines: TextLine[],
): { publishedAt: Date | null; updatedAt: Date | null } {
  const { head, data } = page;
  const publishedAt = findPublishedDate(page, nearbyLines);
  const modifiedAt = parseFirstDate(
    [
      ...data.getTexts(data.article, 'dateModified'),
      ...head.getAll('article:modified_time', 'og:updated_time', 'datemodified', 'last-modified'),
    ],
    page.timeZone,
  );
  return {
    publishedAt,
    updatedAt: modifiedAt && publishedAt && modifiedAt >= publishedAt ? modifiedAt : null,
  };
}

function findPublishedDate(
  { tree, head, data, timeZone }: PageDocument,
  nearbyLines: TextLine[],
): Date | null {
  const declaredDate = parseFirstDate(
    [
      ...['datePublished', 'dateCreated', 'uploadDate'].flatMap((name) => data.getTexts(data.article, name)),
      ...head.getAll(
        'article:published_time',
        'og:published_time',
        'datepublished',
        'parsely-pub-date',
        'sailthru.date',
      ),
      ...head.getAll(
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
      ...data.getTexts(data.findByType('WebPage'), 'datePublished'),
    ],
    timeZone,
  );
  if (declaredDate) return declaredDate;
  const foreignTimes = findTimesOfOtherPages(tree, head.resolveUrl(null) ?? data.articleUrl);
  const times = findElements(
    tree,
    ({ tagName, properties }) => tagName === 'time' || String(properties.itemProp) === 'datePublished',
  ).filter((time) => !foreignTimes.has(time));
  const isMain = (time: Element) =>
    /publish|posted|entry-date|pubdate|datepublished/.test(
      [...getElementNames(time), ...Object.keys(time.properties)].join(' ').toLowerCase(),
    );
  const isNear = (time: Element) =>
    nearbyLines.some(
      ({ element }) => element === time || findElements(element, (each) => each === time).length > 0,
    );
  const sorted = [
    ...times.filter((time) => isMain(time) && isNear(time)),
    ...times.filter(isNear),
    ...times.filter(isMain),
  ];
  const elementDate = parseFirstDate(
    sorted.map((time) => String(time.properties.dateTime ?? time.properties.content ?? getLineText(time))),
    timeZone,
  );
  const isForeign = ({ element }: TextLine) =>
    foreignTimes.has(element) || findElements(element, (each) => foreignTimes.has(each)).length > 0;
  const dateLine = nearbyLines
    .filter((line) => !isForeign(line))
    .map(({ text }) => text)
    .find((text) => isDateLine(text) || (text.length < 100 && /\d{4}/.test(text) && parseWrittenDate(text)));
  return elementDate ?? (dateLine ? parseWrittenDate(dateLine, timeZone) : null);
}

/** Finds the times that are links to other pages, such as those of a list of further articles. */
function findTimesOfOtherPages(tree: Root, ownUrl: string | null): Set<Element> {
  const isTime = ({ tagName }: Element) => tagName === 'time';
  const found = new Set<Element>();
  if (ownUrl === null) return found;
  const isForeign = ({ tagName, properties }: Element) =>
    tagName === 'a' &&
    URL.canParse(String(properties.href), ownUrl) &&
    new URL(String(properties.href), ownUrl).pathname !== new URL(ownUrl).pathname;
  for (const link of findElements(tree, isForeign))
    for (const time of findElements(link, isTime)) found.add(time);
  for (const time of findElements(tree, isTime))
    if (findElements(time, isForeign).length > 0) found.add(time);
  return found;
}

function parseFirstDate(texts: string[], timeZone: string): Date | null {
  for (const text of texts) {
    const date = parseMachineDate(text, timeZone);
    if (date) return date;
  }
  return null;
}
