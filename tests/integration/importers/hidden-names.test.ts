import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { runImporter } from '../../../src/importers/own/run-importer.js';
import { createTableImporter } from '../../../src/importers/table/table-importer.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

/** Reads the names that a client without a key sees, and the routes of paths. */
async function readNames(paths: string[] = []) {
  await gateway.app.cacheInvalidator.waitForSync();
  const { sections, suggest } = await gateway.query(
    '{ sections { slug } suggest(prefix: "takeover") { text } }',
  );
  const routes: Record<string, string> = {};
  for (const path of paths) {
    const { route } = await gateway.query('query ($path: String!) { route(path: $path) { status } }', {
      path,
    });
    routes[path] = route.status;
  }
  return { sections: sections.map(({ slug }: { slug: string }) => slug), suggest, routes };
}

/** Returns the slug of the section of each draft, by the slug of the draft. */
async function readSections(): Promise<Record<string, string | null>> {
  const drafts = await gateway.database.prisma.draft.findMany({ include: { section: true } });
  return Object.fromEntries(drafts.map(({ slug, section }) => [slug, section?.slug ?? null]));
}

const FILES = {
  'a-draft.md': '---\ntitle: A\ndraft: true\ncategories: [Takeover]\ntags: [takeover-tag]\n---\nA.\n',
  'b-later.md': '---\ntitle: B\ndate: 2199-01-01\ncategories: [Takeover]\n---\nB.\n',
  'c-draft.md': '---\ntitle: C\ndraft: true\ncategories: [Ferries]\n---\nC.\n',
  'd-public.md': '---\ntitle: D\ndate: 2026-01-01\ncategories: [Ferries]\n---\nD.\n',
};

test('Readers see no section that only drafts and scheduled articles of a folder name', async () => {
  const folder = await createFolder(FILES);
  const { resultsWithReasons } = await importMarkdown(folder, gateway.importService, { batchSize: 1 });
  expect(resultsWithReasons.filter(({ item }) => item.endsWith('/a-draft.md'))).toEqual([]);
  const paths = ['/takeover', '/ferries', '/tags/takeover-tag'];
  expect(await readNames(paths)).toEqual({
    sections: ['ferries'],
    suggest: [],
    routes: { '/takeover': 'NOT_FOUND', '/ferries': 'FOUND', '/tags/takeover-tag': 'NOT_FOUND' },
  });
  const sections = {
    ...{ 'a-draft': 'takeover', 'b-later': 'takeover', 'c-draft': 'ferries', 'd-public': 'ferries' },
  };
  expect(await readSections()).toEqual(sections);
  const published = FILES['a-draft.md'].replace('draft: true', 'date: 2026-01-02');
  await writeFile(join(folder, 'a-draft.md'), published);
  await importMarkdown(folder, gateway.importService);
  expect(await readSections()).toEqual(sections);
  expect(await readNames(['/takeover'])).toMatchObject({
    sections: ['takeover', 'ferries'],
    routes: { '/takeover': 'FOUND' },
  });
});

describe('A hidden section', () => {
  const READ = '{ sections { slug } section(by: { slug: "takeover" }) { isHidden } node(id: "ID") { id } }';
  let id: string;
  let editor: Query;
  beforeEach(async () => {
    const folder = await createFolder({
      'a-draft.md': FILES['a-draft.md'].replace('[Takeover]', '[Deals/Takeover]'),
    });
    await importMarkdown(folder, gateway.importService);
    editor = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'), 'preview');
    ({ id } = (await editor('{ section(by: { slug: "takeover" }) { id } }')).section);
  });

  const read = async (query: Query) => {
    await gateway.app.cacheInvalidator.waitForSync();
    const { sections, section, node } = await query(READ.replace('ID', id));
    return { sections: sections.map(({ slug }: { slug: string }) => slug), section, hasNode: node !== null };
  };
  const HIDDEN = { sections: [], section: null, hasNode: false };
  const SHOWN = { section: { isHidden: false }, hasNode: true };
  const change = async (input: object) => {
    const { updateSection } = await editor(
      `mutation ($input: UpdateSectionInput!) { updateSection(input: $input) {
        section { isHidden } userErrors { code field } } }`,
      { input: { id, ...input } },
    );
    return updateSection;
  };
  const listChanges = () =>
    gateway.database.prisma.contentChange.findMany({ where: { nodeType: 'Section' } });

  test('is seen in previews, and by readers once its article is published', async () => {
    expect(await read(gateway.query)).toEqual(HIDDEN);
    expect(await read(editor)).toMatchObject({ section: { isHidden: true }, hasNode: true });
    expect(await listChanges()).toEqual([]);
    const { article } = await editor('{ article(by: { slug: "a-draft" }) { id path } }');
    expect(article.path).toBe('/deals/takeover/a-draft');
    await editor(`mutation { publishArticle(input: { id: "${article.id}" }) { userErrors { message } } }`);
    expect(await read(gateway.query)).toEqual({ ...SHOWN, sections: ['deals'] });
    expect(await readNames(['/deals/takeover', '/deals'])).toMatchObject({
      routes: { '/deals/takeover': 'FOUND', '/deals': 'FOUND' },
    });
    const changes = await listChanges();
    expect(changes.map(({ kind, after }) => [kind, after])).toEqual([
      ['CREATED', { slug: 'deals', path: '/deals' }],
      ['CREATED', { slug: 'takeover', path: '/deals/takeover' }],
    ]);
  });

  test('is shown by updateSection with those above it, and is not hidden again', async () => {
    expect(await change({ name: 'Deal', isHidden: true })).toMatchObject({ section: { isHidden: true } });
    expect(await read(gateway.query)).toEqual(HIDDEN);
    expect(await listChanges()).toEqual([]);
    expect(await change({ isHidden: false })).toEqual({ section: { isHidden: false }, userErrors: [] });
    expect(await read(gateway.query)).toEqual({ ...SHOWN, sections: ['deals'] });
    expect((await change({ isHidden: true })).userErrors).toEqual([{ code: 'INVALID', field: ['isHidden'] }]);
  });

  test('is shown with a section that moves below it, or merges into it', async () => {
    for (const slug of ['public', 'other'])
      await editor(`mutation { createSection(input: { name: "${slug}" }) { userErrors { message } } }`);
    await editor(
      `mutation { mergeSections(input: { from: ["deals"], into: "public" }) { userErrors { message } } }`,
    );
    expect(await readNames(['/deals', '/deals/takeover'])).toMatchObject({
      sections: ['public', 'other'],
      routes: { '/deals': 'NOT_FOUND', '/deals/takeover': 'NOT_FOUND' },
    });
    await editor(
      `mutation { mergeSections(input: { from: ["other"], into: "takeover" }) { userErrors { message } } }`,
    );
    expect(await readNames(['/public/takeover', '/other'])).toMatchObject({
      routes: { '/public/takeover': 'FOUND', '/other': 'MOVED' },
    });
  });

  test('is deleted without a trace for readers', async () => {
    const { article } = await editor('{ article(by: { slug: "a-draft" }) { id } }');
    await editor(`mutation { deleteArticle(input: { id: "${article.id}" }) { userErrors { message } } }`);
    const { deleteSection } = await editor(
      `mutation { deleteSection(input: { id: "${id}" }) { userErrors { message } } }`,
    );
    expect(deleteSection.userErrors).toEqual([]);
    expect(await listChanges()).toEqual([]);
    expect(await readNames(['/deals/takeover'])).toMatchObject({
      routes: { '/deals/takeover': 'NOT_FOUND' },
    });
  });

  test('is exported and imported as it is', async () => {
    const { prisma } = gateway.database;
    const folder = await createFolder({});
    await exportMarkdown(folder, prisma);
    const copy = await startGateway();
    try {
      await importMarkdown(folder, copy.importService);
      expect((await copy.query('{ sections { slug } }')).sections).toEqual([]);
      expect(
        await copy.database.prisma.section.findMany({
          select: { slug: true, isHidden: true },
          orderBy: { slug: 'asc' },
        }),
      ).toEqual([
        { slug: 'deals', isHidden: true },
        { slug: 'takeover', isHidden: true },
      ]);
    } finally {
      await copy.close();
    }
  });
});

test('Folders of a Hugo site that have only drafts are no sections, and their terms have no addresses', async () => {
  const folder = await createFolder({
    'hugo.toml': 'baseURL = "https://hugo.example/"\ntitle = "T"\n',
    'content/takeover/a.md': '---\ntitle: A\ndraft: true\ntags: ["Take Over 1.0"]\n---\nA.\n',
    'content/takeover/b.md': '---\ntitle: B\ndate: 2199-01-01\n---\nB.\n',
    'content/news/c.md': '---\ntitle: C\ndate: 2026-01-01\ntags: ["C++"]\n---\nC.\n',
  });
  await importMarkdown(folder, gateway.importService);
  const paths = ['/takeover', '/tags/take-over-1.0', '/tags/c++'];
  expect(await readNames(paths)).toEqual({
    sections: ['news'],
    suggest: [],
    routes: { '/takeover': 'NOT_FOUND', '/tags/take-over-1.0': 'NOT_FOUND', '/tags/c++': 'MOVED' },
  });
});

test('Readers see no section that only drafts of a table name', async () => {
  const rows = ['Title,Slug,Section,Status,Date', 'A,a,Takeover,draft,', 'B,b,News,published,2026-01-01'];
  const folder = await createFolder({ 'posts.csv': `${rows.join('\n')}\n` });
  const { database, importService } = gateway;
  const deps = { prisma: database.prisma, importService, fetcher: new Fetcher({ allowPrivate: false }) };
  await runImporter(
    'table',
    createTableImporter({}),
    { ...deps, timeZone: 'UTC' },
    {
      args: [join(folder, 'posts.csv')],
    },
  );
  expect(await readSections()).toEqual({ a: 'takeover', b: 'news' });
  expect(await readNames(['/takeover'])).toMatchObject({
    sections: ['news'],
    routes: { '/takeover': 'NOT_FOUND' },
  });
});

test('Readers see no category that only drafts of a WordPress export have', async () => {
  const category = (slug: string): [string, string, string] => ['category', slug, slug];
  const items = [
    { id: 1, slug: 'a', status: 'draft', terms: [category('sport'), category('takeover')], author: 'ben.b' },
    { id: 2, slug: 'b', status: 'future', date: '2199-01-01 00:00:00', terms: [category('takeover')] },
    { id: 3, slug: 'c', status: 'private', terms: [category('sport')] },
    { id: 4, slug: 'd', password: 'x', terms: [category('takeover')] },
    { id: 5, slug: 'e', terms: [category('asia'), category('unlisted')] },
    { id: 6, slug: 'f', status: 'draft', terms: [category('asia')] },
  ];
  const folder = await createFolder({ 'site.xml': renderWxr(items) });
  await importWordPress([join(folder, 'site.xml')], gateway.importService);
  const paths = ['/takeover', '/category/takeover', '/sport', '/category/sport', '/author/ben.b'];
  const { sections: shown, suggest, routes } = await readNames(paths);
  expect(shown.sort()).toEqual(['unlisted', 'world']);
  expect(suggest).toEqual([]);
  expect(routes).toEqual(Object.fromEntries(paths.map((path) => [path, 'NOT_FOUND'])));
  const sections = { a: 'sport', b: 'takeover', c: 'sport', d: 'takeover', e: 'asia', f: 'asia' };
  expect(await readSections()).toEqual(sections);
});
