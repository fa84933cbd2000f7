import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { CATEGORIES, renderWxr, type WxrItem } from '../../support/wordpress.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

async function readMenus(from = gateway) {
  const { site } = await from.query(
    '{ site { menus { location items { depth text url route { status } } } } }',
  );
  return Object.fromEntries(
    site.menus.map(({ location, items }: any) => [
      location,
      items.map(({ depth, text, url, route }: any) => [depth, text, url, route?.status ?? null]),
    ]),
  );
}

/** A menu item as WordPress exports it. */
function menuItem(
  id: number,
  order: number,
  meta: Record<string, string>,
  more: Partial<WxrItem> = {},
): WxrItem {
  const values = Object.entries({ menu_item_parent: '0', ...meta });
  return {
    ...{ id, order, type: 'nav_menu_item', title: '', slug: `item-${id}` },
    terms: [['nav_menu', 'main-menu', 'Main menu']],
    meta: Object.fromEntries(values.map(([name, value]) => [`_menu_item_${name}`, value])),
    ...more,
  };
}

const page = (id: string) => ({ type: 'post_type', object: 'page', object_id: id });
const custom = (url: string) => ({ type: 'custom', object: 'custom', object_id: '0', url });

const SITE: WxrItem[] = [
  { id: 1, type: 'page', slug: 'about', title: 'About &amp; us', link: 'https://old.example/about/' },
  { id: 2, type: 'page', slug: 'team', title: 'Team', link: 'https://old.example/about/team/' },
  // Not in their order, and before what they lead to elsewhere in the file.
  menuItem(14, 4, { ...page('2'), menu_item_parent: '13' }),
  menuItem(11, 1, custom('https://old.example/'), { title: 'Home' }),
  menuItem(12, 2, { type: 'taxonomy', object: 'category', object_id: '12' }),
  menuItem(13, 3, page('1')),
  menuItem(15, 5, custom('#'), { title: 'More &amp; more' }),
  menuItem(16, 6, { ...custom('https://other.example/x'), menu_item_parent: '15' }, { title: 'Elsewhere' }),
  menuItem(17, 7, { ...page('99'), menu_item_parent: '15' }, { title: 'Lost' }),
  menuItem(18, 8, { ...page('1'), menu_item_parent: '17' }, { title: 'Below the lost' }),
  menuItem(19, 9, custom('https://old.example/x'), { title: 'Orphan', status: 'draft' }),
];

async function run(items: WxrItem[], options = {}) {
  const folder = await createFolder({ 'export.xml': renderWxr(items, { head: CATEGORIES }) });
  return importWordPress([join(folder, 'export.xml')], gateway.importService, options);
}

const IMPORTED = [
  [0, 'Home', 'https://courier.example/', 'FOUND'],
  [0, 'Asia', 'https://courier.example/world/asia', 'FOUND'],
  [0, 'About & us', 'https://courier.example/about', 'FOUND'],
  [1, 'Team', 'https://courier.example/about/team', 'FOUND'],
  [0, 'More & more', 'https://courier.example/#', null],
  [1, 'Elsewhere', 'https://other.example/x', null],
  [2, 'Below the lost', 'https://courier.example/about', 'FOUND'],
];

test('A WordPress export brings its menus, with the paths and names of their targets', async () => {
  const summary = await run(SITE);
  expect(await readMenus()).toEqual({ 'main-menu': IMPORTED });
  expect(summary.resultsWithReasons).toEqual([
    {
      item: 'menu main-menu',
      outcome: 'created',
      reasons: ['Lost leads to nothing public that was imported and was left out'],
    },
  ]);
  const statuses = [...summary.statusCounts.values()].filter(({ kind }) => kind === 'nav_menu_item');
  expect(statuses).toEqual([
    { kind: 'nav_menu_item', status: 'used', reason: 'part of a menu', count: 8 },
    { kind: 'nav_menu_item', status: 'left out', reason: 'a menu item of no menu', count: 1 },
  ]);
  expect(summary.counts.created).toBe(2);
});

test('A second import changes nothing, and keeps menus that editors have set', async () => {
  await run(SITE);
  const { prisma } = gateway.database;
  const changes = await prisma.contentChange.count();
  await run(SITE);
  expect(await prisma.contentChange.count()).toBe(changes);

  const desk = gateway.queryAs(await gateway.createKey('publish'));
  await desk(`mutation { setMenu(input: { location: "main-menu", items: [{ text: "Mine", url: "/about" }] }) {
    userErrors { message } } }`);
  const mine = { 'main-menu': [[0, 'Mine', 'https://courier.example/about', 'FOUND']] };
  const { resultsWithReasons } = await run(SITE);
  expect(await readMenus()).toEqual(mine);
  expect(resultsWithReasons).toMatchObject([
    { item: 'menu main-menu', outcome: 'kept', reasons: ['was set here; use --overwrite to replace it'] },
  ]);
  await run(SITE, { overwrite: true });
  expect(await readMenus()).toEqual({ 'main-menu': IMPORTED });
});

test('menus.yaml is imported with a folder of Markdown, and written by an export', async () => {
  const folder = await createFolder({
    'about.md': '---\ntitle: About\nkind: page\ndate: 2026-01-01\n---\nText.\n',
    'menus.yaml': `- location: primary
  items:
    - { text: About, url: /about }
    - { text: Corrections, url: /about#corrections, depth: 1 }
    - { text: Elsewhere, url: "https://other.example/" }
- location: Not a slug
  items: [{ text: A, url: /a }]
`,
  });
  const summary = await importMarkdown(folder, gateway.importService);
  const menus = {
    primary: [
      [0, 'About', 'https://courier.example/about', 'FOUND'],
      [1, 'Corrections', 'https://courier.example/about#corrections', 'FOUND'],
      [0, 'Elsewhere', 'https://other.example/', null],
    ],
  };
  expect(await readMenus()).toEqual(menus);
  expect(summary).toMatchObject({ total: 1, counts: { created: 1, refused: 0 } });
  expect(summary.resultsWithReasons).toMatchObject([
    { item: 'menus.yaml Not a slug', outcome: 'refused', reasons: [expect.stringMatching(/^location: /)] },
  ]);

  const target = join(await createFolder({}), 'out');
  await exportMarkdown(target, gateway.database.prisma);
  const other = await startGateway();
  try {
    await importMarkdown(target, other.importService);
    expect(await readMenus(other)).toEqual(menus);
  } finally {
    await other.close();
  }
});

test('A mistake in menus.yaml is named with its place', async () => {
  const folder = await createFolder({
    'about.md': '---\ntitle: About\ndate: 2026-01-01\n---\nText.\n',
    'menus.yaml': '- location: primary\n  items:\n    - { title: A, url: /a }\n',
  });
  await expect(importMarkdown(folder, gateway.importService)).rejects.toThrow(
    /menus\.yaml: 0\.items\.0\.text/,
  );
});

test('A menu of WordPress does not show a page that is not public, until it is', async () => {
  const importPage = (status: string) =>
    run([
      { id: 1, type: 'page', slug: 'about', title: 'About', link: 'https://old.example/about/' },
      {
        id: 2,
        type: 'page',
        slug: 'merger',
        title: 'Secret merger',
        link: 'https://old.example/merger/',
        status,
      },
      menuItem(11, 1, page('1')),
      menuItem(12, 2, page('2')),
    ]);
  await importPage('draft');
  const about = [0, 'About', 'https://courier.example/about', 'FOUND'];
  expect(await readMenus()).toEqual({ 'main-menu': [about] });
  await importPage('publish');
  const merger = [0, 'Secret merger', 'https://courier.example/merger', 'FOUND'];
  expect(await readMenus()).toEqual({ 'main-menu': [about, merger] });
});
