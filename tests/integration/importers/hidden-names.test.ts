import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { runImporter } from '../../../src/importers/own/run-importer.js';
import { createTableImporter } from '../../../src/importers/table/table-importer.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
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

test('Drafts and scheduled articles of a folder create no sections', async () => {
  const folder = await createFolder(FILES);
  const { resultsWithReasons } = await importMarkdown(folder, gateway.importService, { batchSize: 1 });
  const reason =
    'the section Takeover has no published article (create it if readers may see its name) and was ignored, unless this import adds it later';
  expect(resultsWithReasons.find(({ item }) => item.endsWith('/a-draft.md'))?.reasons).toContain(reason);
  const paths = ['/takeover', '/ferries', '/tags/takeover-tag'];
  expect(await readNames(paths)).toEqual({
    sections: ['ferries'],
    suggest: [],
    routes: { '/takeover': 'NOT_FOUND', '/ferries': 'FOUND', '/tags/takeover-tag': 'NOT_FOUND' },
  });
  expect(await readSections()).toEqual({
    ...{ 'a-draft': null, 'b-later': null, 'c-draft': 'ferries', 'd-public': 'ferries' },
  });
  const published = FILES['a-draft.md'].replace('draft: true', 'date: 2026-01-02');
  await writeFile(join(folder, 'a-draft.md'), published);
  await importMarkdown(folder, gateway.importService);
  expect(await readSections()).toMatchObject({ 'a-draft': 'takeover', 'b-later': 'takeover' });
});

test('A draft gets its section when the section is created by hand', async () => {
  const folder = await createFolder({ 'a-draft.md': FILES['a-draft.md'] });
  await importMarkdown(folder, gateway.importService);
  await gateway.importService.saveTaxonomy({
    sections: [{ slug: 'takeover', name: 'Takeover', description: null, parent: null }],
  });
  await importMarkdown(folder, gateway.importService);
  expect(await readSections()).toEqual({ 'a-draft': 'takeover' });
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

test('Drafts of a table create no sections', async () => {
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
  expect(await readSections()).toEqual({ a: null, b: 'news' });
  expect(await readNames(['/takeover'])).toMatchObject({
    sections: ['news'],
    routes: { '/takeover': 'NOT_FOUND' },
  });
});

test('Categories that only drafts of a WordPress export have are no sections', async () => {
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
  const { sections, suggest, routes } = await readNames(paths);
  expect(sections.sort()).toEqual(['unlisted', 'world']);
  expect(suggest).toEqual([]);
  expect(routes).toEqual(Object.fromEntries(paths.map((path) => [path, 'NOT_FOUND'])));
  expect(await readSections()).toEqual({ a: null, b: null, c: null, d: null, e: 'asia', f: 'asia' });
});
