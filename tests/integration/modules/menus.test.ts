import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

const SET = `mutation ($location: String!, $items: [MenuItemInput!]!) {
  setMenu(input: { location: $location, items: $items }) {
    menu { location items { depth text url } } userErrors { field code message }
  }
}`;
const READ = `{ site {
  menus { location items { depth text } }
  menu(location: "primary") { items { depth text url route { status redirectTo node { ... on Article { slug } ... on Section { name } ... on Tag { name } } } } }
} }`;

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16' });
  desk = gateway.queryAs(await gateway.createKey('publish'));
  await gateway.save({ slug: 'about', kind: 'PAGE', section: ['Harbour'], tags: ['Boats'] });
  await gateway.save({ slug: 'moved', aliases: ['/old-place'] });
});
afterAll(() => gateway.close());

async function set(location: string, items: object[]) {
  const { setMenu } = await desk(SET, { location, items });
  await gateway.app.cacheInvalidator.waitForSync();
  return setMenu;
}

const read = async () => (await gateway.query(READ)).site;

describe('setMenu', () => {
  test('creates a menu with items that resolve to content of the site', async () => {
    expect(await read()).toEqual({ menus: [], menu: null });
    const { menu, userErrors } = await set('primary', [
      { text: ' Harbour ', url: '/harbour' },
      { depth: 1, text: 'About', url: 'https://courier.example/harbour/about?from=menu' },
      { depth: 1, text: 'Boats', url: '/tags/boats' },
      { text: 'Old', url: '/old-place/' },
      { text: 'Elsewhere', url: 'https://other.example/harbour' },
      { text: 'Nothing', url: '/nothing-here' },
      { text: 'Heading', url: '#' },
      { text: 'Mail', url: 'mailto:desk@courier.example' },
    ]);
    expect(userErrors).toEqual([]);
    expect(menu.items).toHaveLength(8);
    expect(menu.items[0]).toEqual({ depth: 0, text: 'Harbour', url: 'https://courier.example/harbour' });
    const site = await read();
    expect(site.menus).toEqual([{ location: 'primary', items: expect.any(Array) }]);
    const found = (node: object) => ({ status: 'FOUND', redirectTo: null, node });
    expect(site.menu.items.map(({ text, route }: any) => [text, route])).toEqual([
      ['Harbour', found({ name: 'Harbour' })],
      ['About', found({ slug: 'about' })],
      ['Boats', found({ name: 'Boats' })],
      ['Old', { status: 'MOVED', redirectTo: '/moved', node: null }],
      ['Elsewhere', null],
      ['Nothing', { status: 'NOT_FOUND', redirectTo: null, node: null }],
      ['Heading', null],
      ['Mail', null],
    ]);
    expect(site.menu.items.slice(4).map(({ url }: any) => url)).toEqual([
      'https://other.example/harbour',
      'https://courier.example/nothing-here',
      'https://courier.example/#',
      'mailto:desk@courier.example',
    ]);
  });

  test('replaces the items, and an empty list removes the menu, also in cached responses', async () => {
    await set('footer', [{ text: 'Contact', url: '/contact' }]);
    await set('primary', [{ text: 'Only', url: '/harbour' }]);
    const site = await read();
    expect(site.menus).toEqual([
      { location: 'footer', items: [{ depth: 0, text: 'Contact' }] },
      { location: 'primary', items: [{ depth: 0, text: 'Only' }] },
    ]);
    expect(await set('footer', [])).toEqual({ menu: null, userErrors: [] });
    expect((await read()).menus).toHaveLength(1);
    expect(await set('footer', [])).toEqual({ menu: null, userErrors: [] });
  });

  test('changes the target of a route in a cached menu with the article', async () => {
    await set('primary', [{ text: 'New', url: '/new-page' }]);
    expect((await read()).menu.items[0].route.status).toBe('NOT_FOUND');
    await gateway.save({ slug: 'new-page' });
    expect((await read()).menu.items[0].route).toMatchObject({ status: 'FOUND', node: { slug: 'new-page' } });
  });

  test('appends a change only if something changes, and an audit entry each time', async () => {
    const { prisma } = gateway.database;
    const count = () => Promise.all([prisma.contentChange.count(), prisma.auditEntry.count()]);
    const items = [{ text: 'A', url: '/a' }];
    await set('audited', items);
    const [changes, entries] = await count();
    await set('audited', items);
    expect(await count()).toEqual([changes, entries + 1]);
    await set('audited', []);
    expect(await count()).toEqual([changes + 1, entries + 2]);
    const change = await prisma.contentChange.findFirst({ orderBy: { sequence: 'desc' } });
    expect(change).toMatchObject({ kind: 'UPDATED', nodeType: 'Site', keys: ['menus'] });
    const entry = await prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } });
    expect(entry).toMatchObject({
      action: 'setMenu',
      target: null,
      outcome: { location: 'audited', items: 0 },
    });
  });

  test.each([
    ['a location that is no slug', 'Main Menu', [{ text: 'A', url: '/a' }], ['location'], 'INVALID'],
    [
      'a first item that is below another',
      'x',
      [{ depth: 1, text: 'A', url: '/a' }],
      ['items', '0', 'depth'],
      'INVALID',
    ],
    [
      'a depth that skips a level',
      'x',
      [
        { text: 'A', url: '/a' },
        { depth: 2, text: 'B', url: '/b' },
      ],
      ['items', '1', 'depth'],
      'INVALID',
    ],
    [
      'a depth of six',
      'x',
      [0, 1, 2, 3, 4, 5, 6].map((depth) => ({ depth, text: 'A', url: '/a' })),
      ['items', '6', 'depth'],
      'INVALID',
    ],
    ['an empty text', 'x', [{ text: ' ', url: '/a' }], ['items', '0', 'text'], 'INVALID'],
    ['a long text', 'x', [{ text: 'a'.repeat(201), url: '/a' }], ['items', '0', 'text'], 'TOO_LONG'],
    ['a script', 'x', [{ text: 'A', url: 'javascript:alert(1)' }], ['items', '0', 'url'], 'INVALID'],
    ['a relative path', 'x', [{ text: 'A', url: 'about' }], ['items', '0', 'url'], 'INVALID'],
    [
      'another host without a scheme',
      'x',
      [{ text: 'A', url: '//other.example/' }],
      ['items', '0', 'url'],
      'INVALID',
    ],
    ['201 items', 'x', Array(201).fill({ text: 'A', url: '/a' }), ['items'], 'TOO_LONG'],
  ])('refuses %s', async (_, location, items, field, code) => {
    const before = await read();
    expect(await set(location, items)).toEqual({
      menu: null,
      userErrors: [{ field, code, message: expect.any(String) }],
    });
    expect(await read()).toEqual(before);
  });

  test('refuses a menu too many, and a key without the scope', async () => {
    const existing = await gateway.database.prisma.menu.count();
    for (let i = existing; i < 20; i++) await set(`menu-${i}`, [{ text: 'A', url: '/a' }]);
    const { userErrors } = await set('one-too-many', [{ text: 'A', url: '/a' }]);
    expect(userErrors).toMatchObject([{ field: ['location'], code: 'NOT_ALLOWED' }]);
    const writer = await gateway.createKey('write');
    const errors = await gateway.queryErrors(
      SET,
      { location: 'primary', items: [] },
      { authorization: `Bearer ${writer}` },
    );
    expect(errors[0]!.extensions.code).toBe('FORBIDDEN');
  });
});

test('A menu takes as many statements with 2 as with 200 items', async () => {
  const plain = await startGateway();
  try {
    const key = plain.queryAs(await plain.createKey('publish'));
    for (let i = 0; i < 5; i++) await plain.save({ slug: `page-${i}`, section: ['Harbour'] });
    const count = async (items: number) => {
      const paths = Array.from({ length: items }, (_, i) => ({ text: 'A', url: `/harbour/page-${i % 5}` }));
      await key(SET, { location: 'primary', items: paths });
      const statements = await recordStatements(() => plain.query(READ));
      return statements.length;
    };
    const few = await count(2);
    expect(await count(200)).toBe(few);
    expect(few).toBeLessThanOrEqual(4);
  } finally {
    await plain.close();
  }
});
