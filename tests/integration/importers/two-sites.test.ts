import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
