import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importGhost } from '../../../src/importers/ghost/ghost-import.js';
import { noSubscribers } from '../../../src/importers/run/no-subscribers.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

async function readRoutes(paths: string[]): Promise<Record<string, string>> {
  const entries = paths.map(async (path) => {
    const { route } = await gateway.query(
      'query ($path: String!) { route(path: $path) { status redirectTo isPermanent } }',
      { path },
    );
    const { status, redirectTo, isPermanent } = route;
    return [path, redirectTo === null ? status : `${isPermanent ? 301 : 302} ${redirectTo}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

test('Lists of categories, tags and authors of WordPress and Ghost are found under their old addresses', async () => {
  await gateway.save({ slug: 'taken', path: '/tag/taken' });
  const folder = await createFolder({
    'site.xml': renderWxr([
      {
        ...{ id: 1, slug: 'ferry', content: '<a href="/category/world/asia/">x</a>' },
        terms: [
          ['category', 'asia', 'Asia'],
          ['post_tag', 'hohe-see', 'High seas'],
          ['post_tag', 'taken', 'Taken'],
        ],
      },
    ]),
    'ghost.json': JSON.stringify({
      data: {
        posts: [{ id: '1', slug: 'one', title: 'One', status: 'published', html: '' }],
        tags: [{ id: '1', slug: 'harbour-life', name: 'Harbour life' }],
        posts_tags: [{ post_id: '1', tag_id: '1', sort_order: 0 }],
        users: [{ id: '1', slug: 'ben', name: 'Ben Brook' }],
        posts_authors: [{ post_id: '1', author_id: '1', sort_order: 0 }],
      },
    }),
  });
  const { resultsWithReasons } = await importWordPress([join(folder, 'site.xml')], gateway.importService);
  expect(resultsWithReasons).toEqual([]);
  const deps = { importService: gateway.importService, subscribers: noSubscribers };
  await importGhost([join(folder, 'ghost.json')], deps);
  const expected = {
    '/category/world': '301 /world',
    '/category/world/asia': '301 /world/asia',
    '/category/asia': '301 /world/asia',
    '/category/asia/page/2': '302 /world/asia',
    '/world/page/12': '302 /world',
    '/tag/hohe-see': '301 /tags/high-seas',
    '/tag/taken': 'FOUND',
    '/author/ada': '301 /authors/ada-marsh',
    '/tag/harbour-life': '301 /tags/harbour-life',
    '/author/ben': '301 /authors/ben',
    '/page/3': '302 /',
    '/nothing/page/2': 'NOT_FOUND',
    '/world/page/two': 'NOT_FOUND',
  };
  expect(await readRoutes(Object.keys(expected))).toEqual(expected);
  await importWordPress([join(folder, 'site.xml')], gateway.importService);
  expect(await readRoutes(Object.keys(expected))).toEqual(expected);
});

test('Lists of post formats lead to a tag, and that of posts without a category to the front page', async () => {
  const format = (name: string): [string, string, string] => ['post_format', `post-format-${name}`, name];
  const uncategorized: [string, string, string] = ['category', 'uncategorized', 'Uncategorized'];
  const text = renderWxr([
    {
      id: 11,
      slug: 'quay-pictures',
      terms: [uncategorized, format('gallery'), ['post_tag', 'gallery', 'Gallery']],
    },
    { id: 12, slug: 'saying', terms: [uncategorized, format('quote')] },
    { id: 13, slug: 'show', terms: [['post_tag', 'gallery', 'Gallery']] },
  ]);
  const folder = await createFolder({ 'formats.xml': text });
  for (let run = 0; run < 2; run += 1) {
    await importWordPress([join(folder, 'formats.xml')], gateway.importService);
    expect(
      await readRoutes(['/type/gallery', '/type/quote/page/2', '/type/video', '/category/uncategorized']),
    ).toEqual({
      '/type/gallery': '301 /tags/post-format-gallery',
      '/type/quote/page/2': '302 /tags/post-format-quote',
      '/type/video': 'NOT_FOUND',
      '/category/uncategorized': '302 /',
    });
  }
  const list = async (slug: string) => {
    const { tag } = await gateway.query(
      'query ($slug: String!) { tag(by: { slug: $slug }) { name articles { nodes { slug } } } }',
      { slug },
    );
    return [tag.name, ...tag.articles.nodes.map((node: { slug: string }) => node.slug).sort()];
  };
  expect(await list('post-format-gallery')).toEqual(['Post format: gallery', 'quay-pictures']);
  expect(await list('gallery')).toEqual(['Gallery', 'quay-pictures', 'show']);
});

test('The default category of WordPress is a section if the site has renamed it', async () => {
  const head = `<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>uncategorized</wp:category_nicename>
    <wp:category_parent></wp:category_parent><wp:cat_name>Harbour news</wp:cat_name></wp:category>`;
  const text = renderWxr(
    [{ id: 21, slug: 'renamed', terms: [['category', 'uncategorized', 'Harbour news']] }],
    { head, site: 'https://renamed.example' },
  );
  const folder = await createFolder({ 'renamed.xml': text });
  await importWordPress([join(folder, 'renamed.xml')], gateway.importService);
  const { article } = await gateway.query('{ article(by: { slug: "renamed" }) { section { name } } }');
  expect(article.section.name).toBe('Harbour news');
});

test('A further page of a list follows the list when it appears', async () => {
  const cached = await startGateway({ CACHE_MB: '10' });
  const read = () => cached.query('{ route(path: "/later/page/2") { status redirectTo } }');
  expect((await read()).route).toEqual({ status: 'NOT_FOUND', redirectTo: null });
  await cached.save({ slug: 'in-later', section: ['Later'] });
  expect((await read()).route).toEqual({ status: 'MOVED', redirectTo: '/later' });
  await cached.close();
});
