import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MarkdownImportOptions } from '../../../src/importers/markdown/import-folder.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import type { ArticleImporterOptions } from '../../../src/importers/run/article-importer.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('Articles of two sites may have the same slug there, as long as their paths differ', async () => {
  const items = [
    { id: 1, slug: 'ferry', link: 'https://old.example/2020/ferry/' },
    { id: 2, slug: 'about', link: 'https://old.example/about/' },
  ];
  const folder = await createFolder({ 'site.xml': renderWxr(items) });
  await importWordPress([join(folder, 'site.xml')], gateway.importService);
  const posts = [
    createGhostPost('g1', { slug: 'ferry', title: 'The other ferry' }),
    createGhostPost('g2', { slug: 'about' }),
  ];
  const files = { 'ghost.json': createGhostExport({ posts }) };
  const run = () => importFiles(gateway, files, { url: 'https://other.example' });
  const { fates, reasonsOf } = await run();
  expect(fates).toEqual({ 'post g1 ferry': 'created', 'post g2 about': 'refused' });
  expect(reasonsOf('post g1')).toEqual(['the slug is post-ferry, because another item has the slug ferry']);
  expect(reasonsOf('post g2')).toEqual([
    expect.stringMatching(/^The path \/about is already used by/),
    'the slug is post-about, because another item has the slug about',
  ]);
  const document = 'query ($path: String!) { article(by: { path: $path }) { title } }';
  expect((await gateway.query(document, { path: '/ferry' })).article).toEqual({ title: 'The other ferry' });
  expect((await gateway.query(document, { path: '/2020/ferry' })).article).not.toBeNull();
  expect((await run()).fates).toMatchObject({ 'post g1 ferry': 'unchanged' });
});

test('A site under a path keeps its articles, links, archives and menus there, beside another with the same paths', async () => {
  const folder = await createFolder({
    'site.xml': renderWxr([
      { id: 11, slug: 'harbour', link: 'https://first.example/harbour/' },
      { id: 12, slug: 'pier', link: 'https://first.example/pier/' },
    ]),
    'other.xml': renderWxr(
      [
        {
          id: 11,
          slug: 'harbour',
          link: 'https://second.example/harbour/',
          content:
            '<p><a href="https://second.example/pier/#end">pier</a> <a href="https://second.example/wp-content/a.pdf">file</a> <a href="/">home</a></p>',
        },
        { id: 12, slug: 'pier', link: 'https://second.example/pier/' },
      ],
      { site: 'https://second.example' },
    ),
  });
  await importWordPress([join(folder, 'site.xml')], gateway.importService);
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const run = () =>
    importWordPress([join(folder, 'other.xml')], gateway.importService, { pathPrefix: '/second', report });
  await run();
  expect(results.map(({ outcome, reasons }) => [outcome, reasons])).toEqual([
    ['created', expect.any(Array)],
    ['created', expect.any(Array)],
  ]);
  const document = `query ($path: String!) {
    route(path: $path) { status node { ... on Article { path body { html } } } } }`;
  const { route } = await gateway.query(document, { path: '/second/harbour' });
  expect(route.node.path).toBe('/second/harbour');
  expect(route.node.body.html).toContain('/second/pier#end"');
  expect(route.node.body.html).toContain('"https://second.example/wp-content/a.pdf"');
  expect(route.node.body.html).toContain('/second"');
  expect((await gateway.query(document, { path: '/harbour' })).route.status).toBe('FOUND');
  results.length = 0;
  await run();
  expect(results.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
});

const ROUTE = '{ route(path: "PATH") { status node { ... on Article { title body { text } } } } }';
const findPage = async (path: string) => (await gateway.query(ROUTE.replace('PATH', path))).route;

function collectResults() {
  const results: ImportResult[] = [];
  return { results, onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
}

async function importFolder(folder: string, options: MarkdownImportOptions & ArticleImporterOptions = {}) {
  const report = collectResults();
  await importMarkdown(folder, gateway.importService, { ...options, report });
  return report.results.map(({ item, outcome, reasons }) => [item, outcome, reasons]);
}

const page = (title: string, body: string) => `---\ntitle: ${title}\nkind: page\n---\n${body}`;

test('A Markdown site under a path replaces no article of another folder with the same files and slugs', async () => {
  const first = await createFolder({ 'contact.md': page('Contact', 'The first.') });
  const second = await createFolder({ 'contact.md': page('Contact', 'The second, [again](contact.md).') });
  expect(await importFolder(first)).toEqual([['posts/contact.md', 'created', []]]);
  expect(await importFolder(second, { pathPrefix: '/h' })).toEqual([
    [
      'posts/contact.md',
      'created',
      ['the slug is h-contact, because an article of another source has the slug contact'],
    ],
  ]);
  expect(await findPage('/contact')).toMatchObject({
    status: 'FOUND',
    node: { body: { text: 'The first.' } },
  });
  expect(await findPage('/h/contact')).toMatchObject({
    status: 'FOUND',
    node: { body: { text: 'The second, again.' } },
  });
  expect(await importFolder(second, { pathPrefix: '/h' })).toEqual([
    ['posts/contact.md', 'unchanged', expect.any(Array)],
  ]);
  expect(await importFolder(first)).toEqual([['posts/contact.md', 'unchanged', []]]);
});

test('A second folder without a path prefix is refused where its paths are taken, and replaces nothing', async () => {
  const first = await createFolder({ 'imprint.md': page('Imprint', 'The first.') });
  const second = await createFolder({ 'imprint.md': page('Imprint', 'The second.') });
  await importFolder(first);
  const [[item, outcome, reasons] = []] = await importFolder(second);
  expect([item, outcome]).toEqual(['posts/imprint.md', 'refused']);
  expect(reasons).toEqual([expect.stringMatching(/imprint.*--path-prefix/)]);
  expect(await findPage('/imprint')).toMatchObject({
    status: 'FOUND',
    node: { body: { text: 'The first.' } },
  });
});

test('A page that an editor wrote here stays when a Markdown site brings one with its slug', async () => {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  await desk(`mutation { createArticle(input: { title: "Jobs", bodyMarkdown: "Written here.", kind: PAGE,
    publish: {} }) { userErrors { message } } }`);
  const folder = await createFolder({ 'jobs.md': page('Jobs', 'Imported.') });
  expect(await importFolder(folder, { pathPrefix: '/z' })).toEqual([
    ['posts/jobs.md', 'created', [expect.stringContaining('z-jobs')]],
  ]);
  expect(await findPage('/jobs')).toMatchObject({ node: { body: { text: 'Written here.' } } });
});

test('Pages of two WordPress sites of one host with the same IDs arrive under their paths', async () => {
  const write = (text: string, link: string) =>
    createFolder({
      'site.xml': renderWxr([{ id: 7, slug: 'about', link, content: `<p>${text}</p>` }], {
        site: 'http://localhost:8080',
      }),
    });
  const run = async (folder: string, pathPrefix: string) => {
    const report = collectResults();
    await importWordPress([join(folder, 'site.xml')], gateway.importService, { pathPrefix, report });
    return report.results.map(({ outcome }) => outcome);
  };
  const north = await write('North.', 'http://localhost:8080/?page_id=7');
  const south = await write('South.', 'http://localhost:8080/?page_id=7');
  expect(await run(north, '/north')).toEqual(['created']);
  expect(await run(south, '/south')).toEqual(['created']);
  expect(await findPage('/north/about')).toMatchObject({ node: { body: { text: 'North.' } } });
  expect(await findPage('/south/about')).toMatchObject({ node: { body: { text: 'South.' } } });
  expect(await run(north, '/north')).toEqual(['unchanged']);
});

test('A second site leaves the names, texts and order of sections, authors, tags and menus of the first', async () => {
  const files = (name: string) => ({
    'sections.yaml': `- slug: quay\n  name: Quay of ${name}\n  description: By ${name}.\n`,
    'authors.yaml': `- slug: mia\n  name: Mia\n  bio: Of ${name}.\n`,
    'tags.yaml': `- slug: tide\n  name: Tide of ${name}\n`,
    'menus.yaml': `- location: footer-${'x'}\n  items:\n    - text: ${name}\n      url: /\n`,
    [`2026-01-02-${name}.md`]: `---\ntitle: ${name}\nsection: quay\nauthor: mia\ntags: [tide]\n---\nText.`,
  });
  const first = await createFolder(files('first'));
  const second = await createFolder(files('second'));
  await importFolder(first);
  const results = await importFolder(second, { pathPrefix: '/second-site' });
  expect(results).toEqual([
    ['posts/2026-01-02-second.md', 'created', []],
    ['menus.yaml footer-x', 'kept', [expect.stringMatching(/^was imported from markdown .*--overwrite/)]],
    [
      'sections, authors and tags',
      'kept',
      ['section quay', 'author mia', 'tag tide'].map(
        (term) => `the ${term} was here before this source and stays as it is; use --overwrite to replace it`,
      ),
    ],
  ]);
  const load = () =>
    gateway.query(`{ section(by: { slug: "quay" }) { name description } author(by: { slug: "mia" }) { bio }
      tag(by: { slug: "tide" }) { name } site { menus { location items { text } } } }`);
  const ofFirst = {
    section: { name: 'Quay of first', description: 'By first.' },
    author: { bio: 'Of first.' },
    tag: { name: 'Tide of first' },
    site: { menus: [{ location: 'footer-x', items: [{ text: 'first' }] }] },
  };
  expect(await load()).toEqual(ofFirst);
  await writeFile(join(first, 'tags.yaml'), '- slug: tide\n  name: Tides\n');
  await importFolder(first);
  expect(await load()).toEqual({ ...ofFirst, tag: { name: 'Tides' } });
});

test('A folder that was moved keeps its articles, also those of an import that did not record the folder', async () => {
  const folder = await createFolder({ 'ropes.md': page('Ropes', 'Old.'), 'sails.md': page('Sails', 'Old.') });
  await importFolder(folder);
  const { prisma } = gateway.database;
  await prisma.$executeRaw`UPDATE draft SET source = 'markdown' WHERE source_id IN ('posts/ropes.md', 'posts/sails.md')`;
  expect((await importFolder(folder)).map(([, outcome]) => outcome)).toEqual(['unchanged', 'unchanged']);
  const moved = await createFolder({ 'ropes.md': page('Ropes', 'New.'), 'sails.md': page('Sails', 'Old.') });
  await rm(folder, { recursive: true });
  expect((await importFolder(moved)).map(([, outcome]) => outcome)).toEqual(['updated', 'unchanged']);
});
