import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

const KINDS = ['ARTICLE', 'PAGE', 'OPINION', 'GALLERY', 'VIDEO', 'AUDIO', 'LIVE_BLOG'];

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

/** Returns the kinds of all articles by slug. */
async function readKinds(from = gateway): Promise<Record<string, string>> {
  const preview = from.queryAs(await from.createKey('preview'), 'preview');
  const { articles } = await preview(
    'query ($kinds: [ArticleKind!]) { articles(filter: { kinds: $kinds }, first: 50) { nodes { slug kind } } }',
    { kinds: KINDS },
  );
  return Object.fromEntries(articles.nodes.map(({ slug, kind }: any) => [slug, kind]));
}

test('A WordPress export sets the kind by post type and post format', async () => {
  const format = (name: string): [string, string, string] => ['post_format', `post-format-${name}`, name];
  const text = renderWxr([
    { id: 1, slug: 'plain' },
    { id: 2, slug: 'about', type: 'page' },
    { id: 3, slug: 'pictures', terms: [format('gallery')] },
    { id: 4, slug: 'film', terms: [format('video')] },
    { id: 5, slug: 'talk', terms: [format('audio')] },
    { id: 6, slug: 'saying', terms: [format('quote')] },
    { id: 7, slug: 'column', type: 'opinion' },
  ]);
  const folder = await createFolder({ 'export.xml': text });
  const types = ['post', 'page', 'opinion'];
  const file = join(folder, 'export.xml');
  const summary = await importWordPress([file], gateway.importService, { types });
  expect(await readKinds()).toEqual({
    ...{ plain: 'ARTICLE', about: 'PAGE', pictures: 'GALLERY', film: 'VIDEO', talk: 'AUDIO' },
    ...{ saying: 'ARTICLE', column: 'OPINION' },
  });
  expect([...summary.unusedFields]).toEqual([]);
});

test('A slug that is made of a post type of WordPress has hyphens', async () => {
  const link = 'https://old.example/my_kind/about/';
  const text = renderWxr([
    { id: 1, slug: '', title: '…', type: 'my_kind' },
    { id: 2, slug: 'about', type: 'page' },
    { id: 3, slug: 'about', type: 'my_kind', link },
  ]);
  const folder = await createFolder({ 'export.xml': text });
  const options = { types: ['page', 'my_kind'] };
  await importWordPress([join(folder, 'export.xml')], gateway.importService, options);
  expect(Object.keys(await readKinds()).sort()).toEqual(['about', 'my-kind-1', 'my-kind-about']);
});

test('A Ghost export sets the kind by the type of an item and by an internal tag', async () => {
  const tag = { id: 't1', slug: 'hash-live-blog', name: '#live-blog', visibility: 'internal' };
  const data = {
    posts: [
      createGhostPost('p1', { slug: 'plain' }),
      createGhostPost('p2', { slug: 'about', type: 'page' }),
      createGhostPost('p3', { slug: 'election' }),
    ],
    tags: [{ ...tag, description: null }],
    posts_tags: [{ id: 'pt1', post_id: 'p3', tag_id: 't1', sort_order: 0 }],
  };
  await importFiles(gateway, { 'g.json': createGhostExport(data) });
  expect(await readKinds()).toEqual({ plain: 'ARTICLE', about: 'PAGE', election: 'LIVE_BLOG' });
});

test('Front matter has the kind, and an export writes it', async () => {
  const file = (lines: string) => `---\ntitle: T\ndate: 2026-01-01\n${lines}\n---\nText.\n`;
  const folder = await createFolder({
    'plain.md': file('kind: article'),
    'column.md': file('kind: opinion'),
    'election.md': file('kind: Live blog'),
    'about.md': file('type: page'),
    'contact.md': file('layout: page'),
    'post.md': file('layout: post\ntype: posts'),
    'other.md': file('kind: recipe'),
  });
  const summary = await importMarkdown(folder, gateway.importService);
  const kinds = {
    ...{ plain: 'ARTICLE', column: 'OPINION', election: 'LIVE_BLOG', about: 'PAGE', contact: 'PAGE' },
    ...{ post: 'ARTICLE', other: 'ARTICLE' },
  };
  expect(await readKinds()).toEqual(kinds);
  expect(summary.resultsWithReasons.map(({ item }) => item)).toEqual(['posts/other.md']);

  const target = join(await createFolder({}), 'out');
  await exportMarkdown(target, gateway.database.prisma);
  const other = await startGateway();
  try {
    const imported = await importMarkdown(target, other.importService);
    expect(imported.resultsWithReasons).toEqual([]);
    expect(await readKinds(other)).toEqual(kinds);
  } finally {
    await other.close();
  }
});
