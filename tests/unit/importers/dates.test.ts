import { describe, expect, test } from '@jest/globals';
import { parseFeedDate, readFeedDates } from '../../../src/importers/feed/feed-date.js';
import { parseMarkdownArticle } from '../../../src/importers/markdown/article.js';
import { parseDate } from '../../../src/importers/markdown/fields/dates.js';
import { parseMachineDate } from '../../../src/importers/page/metadata/written-dates.js';
import { parseArticle, parseRefusal } from '../../support/import-files.js';

describe('parseDate', () => {
  const read: Record<string, string> = {
    '2016-03-04': '2016-03-04T00:00:00.000Z',
    '2016-3-4': '2016-03-04T00:00:00.000Z',
    '2016/03/04 20:46:25': '2016-03-04T20:46:25.000Z',
    '2016-03-04T10:00:00Z': '2016-03-04T10:00:00.000Z',
    '2016-03-04T10:00:00.25+01:00': '2016-03-04T09:00:00.250Z',
    '2016-03-04 10:00:00 +0000': '2016-03-04T10:00:00.000Z',
    '2016-03-04 10:00:00 -5': '2016-03-04T15:00:00.000Z',
    '2016-03-04 9:30 pm': '2016-03-04T21:30:00.000Z',
    '2016-03-04 12:15 AM UTC': '2016-03-04T00:15:00.000Z',
    'Mar 4 2016': '2016-03-04T00:00:00.000Z',
    'March 4th, 2016': '2016-03-04T00:00:00.000Z',
    'Fri, 04 Mar 2016 10:00:00 +0530': '2016-03-04T04:30:00.000Z',
    '2016-02-29': '2016-02-29T00:00:00.000Z',
  };
  for (const [written, instant] of Object.entries(read)) {
    test(`parses ${written} as ${instant}`, () => {
      expect(parseDate(written)?.toISOString()).toBe(instant);
    });
  }

  for (const nonsense of [
    '2015-02-29',
    '2016-13-01',
    '2016-03-04 25:00',
    '2016-03-04 10:61',
    '2016-03-04 13:00 pm',
    '2016-03-04 10:00 +99',
    '2016-03-04 10:00 America/New_York',
    '03/04/2016',
    '04.03.2016',
    '1457085600',
    'Marzo 4, 2016',
    'yesterday',
    '',
  ]) {
    test(`returns null for "${nonsense}"`, () => {
      expect(parseDate(nonsense)).toBeNull();
    });
  }
});

describe('Markdown article', () => {
  test('is rejected for an invalid date, naming the line and the value', () => {
    expect(parseRefusal('---\ntitle: A\ndate: 32 Mars\n---\n')).toEqual({
      reasons: ['date: "32 Mars" is not a date; write it as 2016-03-04 14:30 +0100'],
      line: 3,
    });
    expect(parseRefusal('---\ntitle: A\ndate: 2016\n---\n').reasons[0]).toMatch(/^date: 2016 is not a date/);
    expect(parseRefusal('+++\ntitle = "A"\n\ndate = 07:30:00\n+++\n').line).toBe(4);
  });

  test('accepts TOML dates with and without a time zone', () => {
    const dateOf = (date: string) =>
      parseArticle(`+++\ntitle = "A"\ndate = ${date}\n+++\n`).article.publishedAt?.toISOString();
    expect(dateOf('2016-03-04')).toBe('2016-03-04T00:00:00.000Z');
    expect(dateOf('2016-03-04T10:00:00')).toBe('2016-03-04T10:00:00.000Z');
    expect(dateOf('2016-03-04T10:00:00-05:00')).toBe('2016-03-04T15:00:00.000Z');
  });

  test('takes its date and slug from the file name if front matter has none', () => {
    const { article } = parseArticle('---\ntitle: A\n---\n', 'posts/2016-03-04-The_Harbour.v2.md');
    expect(article).toMatchObject({ slug: 'the_harbour-v2', publishedAt: new Date('2016-03-04') });
  });

  test('takes its date and slug from the folder if it is an index file', () => {
    const { article } = parseArticle('---\ntitle: A\n---\n', 'content/news/2016-3-4-low-tide/index.md');
    expect(article).toMatchObject({ slug: 'low-tide', publishedAt: new Date('2016-03-04') });
  });

  test('prefers the date and slug of front matter to those of the file name', () => {
    const { article } = parseArticle('---\ntitle: A\ndate: 2017-01-02\nslug: mine\n---\n');
    expect(article).toMatchObject({ slug: 'mine', publishedAt: new Date('2017-01-02') });
  });

  test('is rejected without a date, unless it is a draft', () => {
    expect(parseRefusal('---\ntitle: A\n---\n').reasons).toEqual([
      'no date: add one to the front matter, the file name or its folders, such as 2016/03/04',
    ]);
    expect(parseArticle('---\ntitle: A\ndraft: true\n---\n', 'posts/a.md').article.publishedAt).toBeNull();
  });

  test.each([
    ['the path', 'path = "2022/04/07/low-tide"', 'posts/a.md', '2022-04-07'],
    ['the URL', 'url = "/blog/2022/4/7/low-tide/"', 'posts/a.md', '2022-04-07'],
    ['the slug', 'slug = "2022-04-07-low-tide"', 'posts/a.md', '2022-04-07'],
    ['folders', '', 'posts/2022/04/07/low-tide.md', '2022-04-07'],
    ['a dated folder', '', 'posts/2022-04-07/low-tide.md', '2022-04-07'],
    ['folders and the day in the name', '', 'posts/2022/04/07-low-tide.md', '2022-04-07'],
    ['a former path', 'aliases = ["/2022/04/07/low-tide.html"]', 'posts/a.md', '2022-04-07'],
    ['the path rather than folders', 'path = "2022/04/07/a"', 'posts/2021/01/02/a.md', '2022-04-07'],
    ['a day rather than a month', 'path = "2022/04/a"', 'posts/2022/04/07/a.md', '2022-04-07'],
  ])('takes its date from %s if nothing else has one', (_, fields, file, day) => {
    const { article } = parseArticle(`+++\ntitle = "A"\n${fields}\n+++\n`, file);
    expect(article.publishedAt).toEqual(new Date(day));
  });

  test('takes the first of the month from a path without a day, with a warning', () => {
    const { article, warnings } = parseArticle('---\ntitle: A\n---\n', 'posts/2022/04/low-tide.md');
    expect(article.publishedAt).toEqual(new Date('2022-04-01'));
    expect(warnings).toEqual(['no date: the first of the month in the path /2022/04/low-tide.md is used']);
  });

  test.each(['posts/1234/56/78/a.md', 'posts/2022/13/a.md', 'posts/2022/a.md', 'posts/v2022/04/07a/b.md'])(
    'takes no date from the path %s',
    (file) => {
      expect(parseRefusal('---\ntitle: A\n---\n', file).reasons[0]).toMatch(/^no date/);
    },
  );

  test('is midnight in the time zone of the site if it has no time', () => {
    const context = { site: null, file: { path: 'a.md', directoryData: {} }, timeZone: 'America/New_York' };
    const read = (fields: string, file = 'posts/a.md') => {
      const item = parseMarkdownArticle(`---\ntitle: A\n${fields}\n---\n`, file, undefined, context);
      return 'article' in item ? item.article : null;
    };
    expect(read('date: 2024-06-19\nupdated: June 20, 2024')).toMatchObject({
      publishedAt: new Date('2024-06-19T04:00:00Z'),
      updatedAt: new Date('2024-06-20T04:00:00Z'),
    });
    const times = ['2024-06-19T10:00:00', '2024-06-19 10:00 +0000'];
    for (const time of times)
      expect(read(`date: ${time}`)).toMatchObject({ publishedAt: new Date('2024-06-19T10:00:00Z') });
    for (const file of ['posts/2024-06-19-a.md', 'posts/2024/06/19/a.md'])
      expect(read('', file)).toMatchObject({ publishedAt: new Date('2024-06-19T04:00:00Z') });
    expect(read('verbatim: true\ndate: 2024-06-19\nslug: a')).toMatchObject({
      publishedAt: new Date('2024-06-19'),
    });
  });
});

test.each([
  ['2024-06-19', '2024-06-19T04:00:00Z'],
  ['June 19, 2024', '2024-06-19T04:00:00Z'],
  ['Wed, 19 Jun 2024', '2024-06-19T04:00:00Z'],
  ['2024-06-19T10:00:00Z', '2024-06-19T10:00:00Z'],
  ['Wed, 19 Jun 2024 10:00:00 GMT', '2024-06-19T10:00:00Z'],
])('The date %s of a page or a feed is a day of the site unless it has a time', (text, time) => {
  expect(parseMachineDate(text, 'America/New_York')).toEqual(new Date(time));
  expect(parseFeedDate(text, 'America/New_York')).toEqual(new Date(time));
});

test.each([
  ['Mon, 15 Jul 2024 10:00:00 CEST', '2024-07-15T08:00:00Z'],
  ['Mon Jul 15 10:00:00 MESZ 2024', '2024-07-15T08:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 BST', '2024-07-15T09:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 EDT', '2024-07-15T14:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 Z', '2024-07-15T10:00:00Z'],
  ['2024-07-15T10:00:00+02:00', '2024-07-15T08:00:00Z'],
  ['2024-07-15T10:00:00.5', '2024-07-15T04:30:00.5Z'],
  ['2024-07-15 10:00', '2024-07-15T04:30:00Z'],
  ['Mon, 15 Jul 2024 10:00 PM', '2024-07-15T16:30:00Z'],
  ['Mon, 15 Jul 2024 10:00:00', '2024-07-15T04:30:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 IST', '2024-07-15T04:30:00Z'],
  ['Mon, 15 Jul 2024 10:00:00CEST', '2024-07-15T08:00:00Z'],
  ['Mon, 15 Jul 2024 10:00 AM (cest)', '2024-07-15T08:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 MEST', '2024-07-15T08:00:00Z'],
  ['2024-07-15T10:00:00 CEST', '2024-07-15T08:00:00Z'],
  ['2024-07-15T10:00:00CEST', '2024-07-15T08:00:00Z'],
  ['2024-07-15 10:00 AKDT', '2024-07-15T18:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00GMT', '2024-07-15T10:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 GMT+02:00', '2024-07-15T08:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 +0200 (CEST)', '2024-07-15T08:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 +02:00 (CST)', '2024-07-15T08:00:00Z'],
  ['2024-07-15 10:00:00 +03:00 IST', '2024-07-15T07:00:00Z'],
  ['2024-07-15 10:00:00 +0300 IST', '2024-07-15T07:00:00Z'],
  ['2024-07-15T10:00:00+02:00[Europe/Berlin]', '2024-07-15T08:00:00Z'],
  ['2024-07-15T10:00:00[Europe/Berlin]', '2024-07-15T08:00:00Z'],
  ['Mon, 15 Jul 2024 10:00:00 Europe/Berlin', '2024-07-15T08:00:00Z'],
  ['Mon Jul 15 10:00:00 XYZT 2024', '2024-07-15T04:30:00Z'],
  ['Mon Jul 15 10:00:00 2024', '2024-07-15T04:30:00Z'],
])('The date %s of a feed is in its zone, or in that of the site if that is unknown', (text, time) => {
  expect(parseFeedDate(text, 'Asia/Kolkata')).toEqual(new Date(time));
});

test('The report names dates that cannot be read, and zones whose names mean several', () => {
  const read = (published: string) => readFeedDates({ published, updated: '' }, 'Asia/Kolkata').dateNotes;
  for (const certain of ['', '2024-07-15', 'Mon, 15 Jul 2024 10:00:00 CET', 'Mon, 15 Jul 2024 10:00'])
    expect(read(certain)).toEqual([]);
  expect(read('Mon, 15 Jul 2024 10:00:00 IST')).toEqual([
    'the time zone IST of the date "Mon, 15 Jul 2024 10:00:00 IST" is not known: that of the site is used, Asia/Kolkata',
  ]);
  expect(read('2024-07-15 10:00:00 +03:00 IST')).toEqual([]);
  expect(read('Lundi 15 juillet 10:00')).toEqual(['the date "Lundi 15 juillet 10:00" cannot be read']);
});

test('A text of a feed that is no date, or too long for one, has none', () => {
  for (const text of ['', 'CEST', '10:00', 'yesterday 10:00 CEST', `2024-07-15 10:00${' '.repeat(200)}CEST`])
    expect(parseFeedDate(text, 'Europe/Berlin')).toBeNull();
});
