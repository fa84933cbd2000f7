import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentModel } from '../../../src/fields/content-model.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import type { SourceArticle, SourceItem } from '../../../src/importers/own/importer.js';
import { runImporter } from '../../../src/importers/own/run-importer.js';
import { createTableImporter } from '../../../src/importers/table/table-importer.js';
import type { TableOptions } from '../../../src/importers/table/table-options.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { loadExampleModel } from '../../support/own-fields/model.js';

/** Reads all items of a file. */
async function readItems(
  text: string | Uint8Array,
  options: TableOptions = {},
  files: Record<string, string> = {},
  name = 'posts.csv',
): Promise<SourceItem[]> {
  const folder = await createFolder({ [name]: text, ...files });
  const { bodies } = options;
  const importer = createTableImporter({ ...options, ...(bodies && { bodies: join(folder, bodies) }) });
  const fetch = () => Promise.reject(new Error('A table fetches nothing.'));
  const context = {
    args: [join(folder, name)],
    since: null,
    timeZone: 'Europe/Berlin',
    fetch,
    fetchIfChanged: fetch,
  };
  const items: SourceItem[] = [];
  for await (const item of importer.read(context)) items.push(item);
  return items.filter((item) => item.id !== 'columns');
}

async function readArticles(...args: Parameters<typeof readItems>): Promise<SourceArticle[]> {
  return (await readItems(...args)) as SourceArticle[];
}

describe('A table', () => {
  test('is read by the usual names of its columns, however they are spelled', async () => {
    const [article] = await readArticles(
      'Post ID,Headline,Sub-title,Post_Content,URL,Publish Date,Status,Category,Keywords,By-line,Featured Image,Odd\n' +
        '7,"A ""tide""",Short,<p>Words</p>,https://old.example/a,2024-07-01 10:00,Published,News,"Sea, Salt ,","Ada Marsh, Ben Okri",/a.jpg,x\n',
    );
    expect(article).toMatchObject({
      id: '7',
      label: 'posts.csv, line 2 (7)',
      title: 'A "tide"',
      standfirst: 'Short',
      html: '<p>Words</p>',
      url: 'https://old.example/a',
      publishedAt: new Date('2024-07-01T08:00:00Z'),
      draft: false,
      section: 'News',
      tags: ['Sea', 'Salt'],
      authors: ['Ada Marsh', 'Ben Okri'],
      image: { url: '/a.jpg' },
      unusedFields: ['Odd'],
    });
  });

  test.each([
    ['semicolons', 'id;title;status\n1;Größe, "so";live\n'],
    ['tabs', 'id\ttitle\tstatus\r\n1\tGröße, "so"\tlive\r\n'],
    ['a byte order mark', '\ufeffid,title,status\n1,"Größe, ""so""",live'],
    ['windows-1252', Buffer.from('id;title;status\n1;Größe, "so";live\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffid\ttitle\tstatus\n1\tGröße, "so"\tlive\n', 'utf16le')],
    [
      'lines of JSON',
      '{"id":1,"title":"Größe, \\"so\\"","status":"live"}\n{"id":2,"title":"b","status":"live"}\n',
    ],
    ['an array of JSON', '[{"id":1,"title":"Größe, \\"so\\"","published":true}]'],
    [
      'a property of JSON',
      '{"meta":{"n":1},"articles":[{"id":1,"title":"Größe, \\"so\\"","published":true}]}',
    ],
  ])('is read with %s', async (_name, text) => {
    const [article] = await readArticles(text);
    expect(article).toMatchObject({ id: '1', title: 'Größe, "so"', draft: false });
  });

  test.each([
    ['id,title,status', '1,a,publish', false],
    ['id,title,status', '1,a,', true],
    ['id,title,status', '1,a,pending', true],
    ['id,title,status', '1,a,private', true],
    ['id,title,status', '1,a,unpublished', true],
    ['id,title,status', '1,a,not published', true],
    ['id,title,published', '1,a,TRUE', false],
    ['id,title,published', '1,a,0', true],
    ['id,title,published', '1,a,2024-01-01', true],
    ['id,title,draft', '1,a,false', false],
    ['id,title,draft', '1,a,true', true],
    ['id,title,draft', '1,a,maybe', true],
    ['id,title,status,visibility', '1,a,published,public', false],
    ['id,title,status,visibility', '1,a,published,password', true],
    ['id,title,date', '1,a,2024-01-01', true],
  ])('says with %s and %s whether an article is a draft: %p', async (header, row, draft) => {
    expect((await readArticles(`${header}\n${row}\n`))[0]).toMatchObject({ id: '1', draft });
  });

  test('is a draft where a field of the site hides what its system has published', async () => {
    const post = { _id: 'a', _type: 'post', title: 'a', body: 'x' };
    const lines = [
      post,
      { ...post, _id: 'b', status: 'draft' },
      { ...post, _id: 'c', visibility: 'internal' },
    ];
    const articles = await readArticles(lines.map((each) => JSON.stringify(each)).join('\n'));
    expect(articles.map(({ draft }) => draft)).toEqual([false, true, true]);
  });

  test('is a draft before the end of an embargo and after a date of expiry', async () => {
    const articles = await readArticles(
      'id,title,status,embargo,expiryDate\n' +
        '1,a,live,2999-01-01,\n2,b,live,,2020-01-01\n3,c,live,soon,\n4,d,live,2020-01-01,2999-01-01\n',
    );
    expect(articles.map(({ draft, warnings }) => [draft, ...(warnings ?? [])])).toEqual([
      [true, 'embargoed until "2999-01-01": imported as a draft'],
      [true, 'expired at "2020-01-01": imported as a draft'],
      [true, 'embargoed until "soon": imported as a draft'],
      [false],
    ]);
  });

  test('unpublishes what its source has deleted', async () => {
    const items = await readItems(
      'id,title,status,deleted_at\n1,a,published,2024-01-01\n2,b,trash,\n3,c,published,\n',
    );
    expect(items.map((item) => 'deleted' in item)).toEqual([true, true, false]);
  });

  test('loses only the broken ones of its rows', async () => {
    const items = await readItems(
      'id,title,date,status\n1,a,2024-01-01,live\n2,b\n,c,2024-01-01,live\n4,,2024-01-01,live\n5,e,yesterday,live\n' +
        '1,f,2024-01-01,live\n7,g,2024-01-01,scheduled\n8,h,,scheduled\n9,i,2024-01-01,live\n10,"never closed,2024-01-01,live\n11,k\n',
    );
    expect(items.map((item) => [item.label, 'refused' in item ? item.refused : 'read'])).toEqual([
      ['posts.csv, line 2 (1)', 'read'],
      ['posts.csv, line 3', 'the row has 2 values, and the table 4 columns'],
      ['posts.csv, line 4', expect.stringContaining('the record has no id, url, path or slug')],
      ['posts.csv, line 5 (4)', 'the record has no title'],
      ['posts.csv, line 6 (5)', '"yesterday" is not a date'],
      ['posts.csv, line 7 (1)', 'the ID 1 is that of posts.csv, line 2 (1) too'],
      ['posts.csv, line 8 (7)', 'read'],
      ['posts.csv, line 9 (8)', 'the record is scheduled, and has no date'],
      ['posts.csv, line 10 (9)', 'read'],
      ['posts.csv, line 11', 'a quotation mark is not closed, so the rest of the file cannot be read'],
    ]);
    const lines = await readItems('{"id":1,"title":"a"}\n{"id":2,\n[]\n{"id":4,"title":"d"}\n');
    expect(lines.map((item) => 'refused' in item)).toEqual([false, true, true, false]);
  });

  test('is read by a map, which names columns and paths', async () => {
    const map = {
      Titel: 'title',
      'meta.deck': 'standfirst',
      'people.name': 'authors',
      Vorspann: 'fields.kicker',
      Alt: 'title',
    };
    const json = {
      id: 1,
      Titel: '',
      Alt: 'Second',
      title: 'Not this',
      meta: { deck: 'D' },
      people: [{ name: 'A' }, { name: 'B' }],
      Vorspann: 'K',
    };
    const [article] = await readArticles(JSON.stringify([json, { ...json, id: 2, Titel: 'First' }]), { map });
    expect(article).toMatchObject({
      title: 'Second',
      standfirst: 'D',
      authors: ['A', 'B'],
      fields: { kicker: 'K' },
    });
    expect(() => createTableImporter({ map: { a: 'headline' } })).toThrow(
      '--map: headline is not a field. The fields are id, title',
    );
    const [, missing] = await readItems('id,title\n1,a\n', { map: { Standfrst: 'standfirst' } });
    expect(missing).toMatchObject({ refused: 'no record has a value in Standfrst' });
  });

  test('has dates in the order, the zone and the forms that its options say', async () => {
    const read = async (date: string, options: TableOptions = {}) => {
      const [item] = await readItems(`id,title,date\n1,a,"${date}"\n`, options);
      return 'publishedAt' in item! ? (item.publishedAt as Date).toISOString() : 'refused';
    };
    expect(await read('03/04/2024')).toBe('refused');
    expect(await read('03/04/2024', { dateOrder: 'day-first' })).toBe('2024-04-02T22:00:00.000Z');
    expect(await read('3/4/2024 6:30 PM', { dateOrder: 'month-first' })).toBe('2024-03-04T17:30:00.000Z');
    expect(await read('31.12.2024 18:00', { dateOrder: 'day-first', timeZone: 'UTC' })).toBe(
      '2024-12-31T18:00:00.000Z',
    );
    expect(await read('31.12.2024', { dateOrder: 'month-first' })).toBe('refused');
    expect(await read('1719828000')).toBe('2024-07-01T10:00:00.000Z');
    expect(await read('2024-07-01T10:00:00+02:00')).toBe('2024-07-01T08:00:00.000Z');
    expect(await read('Jul 1, 2024')).toBe('2024-06-30T22:00:00.000Z');
  });

  test('has bodies in a folder, found by ID or slug, and in formats', async () => {
    const files = { 'texts/1.html': '<p>One</p>', 'texts/two.md': '*Two*', 'secret.html': 'no' };
    const items = await readArticles(
      'id,title,slug\n1,a,\n2,b,two\n../secret,c,\n',
      { bodies: 'texts' },
      files,
    );
    expect(items.map(({ html, markdown }) => html ?? markdown)).toEqual(['<p>One</p>', '*Two*', '']);
    expect(items[2]!.warnings).toContain('no file of its body was found in texts');
    const [text] = await readArticles('id,title,body\n1,a,"One < 2.\n\nTwo."\n', { bodyFormat: 'text' });
    expect(text!.html).toBe('<p>One &lt; 2.</p><p>Two.</p>');
  });

  test.each([
    ['<html><p>x</p></html>', 'is not a table. This file is a web page'],
    [Buffer.from('PK\x03\x04\0\0\0'), 'is not a table.'],
    ['{"a":1}', 'has no list of objects'],
    ['[{"id":1},', 'is not valid JSON: the file is truncated'],
  ])('is not %p', async (text, message) => {
    await expect(readItems(text)).rejects.toThrow(message);
  });

  test('refuses records that are nested too deeply, and has no inherited columns', async () => {
    const deep = `${'{"data":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const items = await readItems(`{"id":1,"title":${deep}}\n{"id":2,"title":"b"}\n`, {
      map: { 'constructor.name': 'standfirst' },
    });
    expect(items.map(({ id }) => id)).toContain('2');
    expect((items.find(({ id }) => id === '2') as SourceArticle).standfirst).toBe(null);
  });
});

describe('A table of many rows', () => {
  let gateway: Gateway;
  let model: ContentModel;
  beforeAll(async () => {
    model = await loadExampleModel();
    gateway = await startGateway({}, { model });
  });
  afterAll(() => gateway.close());

  test('keeps paths, redirects old addresses, fills own fields, and changes nothing when it is imported again', async () => {
    const rows = Array.from(
      { length: 120 },
      (_, n) => `${n},Row ${n},https://old.example/archive/${n}.html,/rows/${n},live,2024-01-01,K${n}`,
    );
    const folder = await createFolder({
      'rows.csv': `id,title,url,path,status,date,kicker\n${rows.join('\n')}\n`,
    });
    const run = () =>
      runImporter(
        'table rows',
        createTableImporter({ site: 'https://old.example', ownFields: Object.keys(model.fields.article) }),
        {
          prisma: gateway.database.prisma,
          importService: gateway.importService,
          fetcher: new Fetcher({ allowPrivate: false }),
          model,
        },
        { args: [join(folder, 'rows.csv')] },
      );
    expect((await run()).counts).toMatchObject({ created: 120, refused: 0 });
    const { moved, article } = await gateway.query(
      '{ moved: route(path: "/archive/7.html") { status redirectTo } article(by: { slug: "7" }) { path fields { kicker } } }',
    );
    expect(moved).toEqual({ status: 'MOVED', redirectTo: '/rows/7' });
    expect(article).toEqual({ path: '/rows/7', fields: { kicker: 'K7' } });
    expect((await run()).counts).toMatchObject({ unchanged: 120 });
  });
});
