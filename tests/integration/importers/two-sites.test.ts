import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
