import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';

const SITE = 'https://old.example';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

const navigation = (entries: object[]) => JSON.stringify(entries);

function createExport(main: object[]) {
  return createGhostExport({
    settings: [
      { id: 's1', key: 'navigation', value: navigation(main) },
      { id: 's2', key: 'secondary_navigation', value: navigation([{ label: 'Sign up', url: '#/portal/' }]) },
    ],
    posts: [createGhostPost('p1', { slug: 'about', type: 'page' }), createGhostPost('p2', { slug: 'tides' })],
    posts_tags: [
      { post_id: 'p2', tag_id: 't1', sort_order: 0 },
      { post_id: 'p2', tag_id: 't2', sort_order: 1 },
    ],
    posts_authors: [{ post_id: 'p2', author_id: 'u1', sort_order: 0 }],
    tags: [
      { id: 't1', slug: 'sea', name: 'Sea', description: 'All about the sea' },
      { id: 't2', slug: 'moon', name: 'Moon', description: 'All about the moon' },
    ],
    users: [{ id: 'u1', slug: 'ada', name: 'Ada', website: 'https://ada.example', location: 'Port Maren' }],
  });
}

const readMenu = async (location: string) =>
  (
    await gateway.query(
      'query ($location: String!) { site { menu(location: $location) { items { text url } } } }',
      {
        location,
      },
    )
  ).site.menu?.items;

test('The navigation of a Ghost site becomes the menu primary, with paths of the site', async () => {
  const main = [
    { label: 'Home', url: '__GHOST_URL__/' },
    { label: 'About', url: `${SITE}/about/` },
    { label: 'Shop', url: 'https://shop.example/x' },
  ];
  const { fates } = await importFiles(gateway, { 'a.json': createExport(main) }, { url: SITE });
  expect(fates).toMatchObject({ 'menu primary': 'created', 'menu secondary Sign up': 'left out' });
  const items = await readMenu('primary');
  expect(items.map(({ text, url }: any) => [text, url.replace('https://courier.example', '')])).toEqual([
    ['Home', '/'],
    ['About', '/about'],
    ['Shop', 'https://shop.example/x'],
  ]);
  const again = await importFiles(gateway, { 'a.json': createExport(main.slice(0, 2)) }, { url: SITE });
  expect(again.fates).toMatchObject({ 'menu primary': 'updated' });
  expect(await readMenu('primary')).toHaveLength(2);
});

test('The report names locations of authors, which are not imported', async () => {
  const { reasonsOf } = await importFiles(gateway, { 'a.json': createExport([]) }, { url: SITE });
  expect(reasonsOf('tag t1')).toEqual(['used as a section or tag']);
  expect(reasonsOf('tag t2')).toEqual(['used as a section or tag']);
  expect(reasonsOf('user u1')).toEqual(['in bylines; not imported: location']);
});
