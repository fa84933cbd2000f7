import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createFrontEditor, type EditFront } from '../../../support/fronts.js';
import { type Gateway, type Query, startGateway } from '../../../support/gateway.js';
import { recordRoundTrips } from '../../../support/statements.js';

const CARDS = `query ($path: String!) { front(path: $path) { title containers { title items {
  headline standfirst size reason image { url alt } article { slug path publishedAt }
} } } }`;

let gateway: Gateway;
let desk: Query;
let edit: EditFront;

beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' });
  desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  edit = createFrontEditor(gateway, desk);
  await gateway.saveMany(
    Array.from({ length: 60 }, (_, i) => ({
      slug: `story-${i}`,
      section: [['World'], ['Sport'], ['Arts']][i % 3]!,
      publishedAt: new Date(Date.UTC(2026, 0, 1, i)),
      ...(i % 4 === 0 && {
        image: {
          url: `https://pictures.example/${i}.jpg`,
          alt: `Picture ${i}`,
          caption: null,
          credit: null,
          width: 9,
          height: 9,
          focalX: null,
          focalY: null,
        },
      }),
    })),
  );
});
afterAll(() => gateway.close());

async function publish(path: string, containers: object[]): Promise<string> {
  const { front, userErrors } = await edit('createFront', { path, containers });
  expect(userErrors).toEqual([]);
  await edit('publishFront', { id: front!.id });
  return front!.id;
}

/** Returns whether the response of each path comes from the cache. */
async function isCached(...paths: string[]): Promise<boolean[]> {
  const responses = paths.map((path) =>
    fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: CARDS, variables: { path } }),
    }),
  );
  return (await Promise.all(responses)).map(({ headers }) => headers.get('x-cache') === 'HIT');
}

const inSection = (section: string) => ({ articles: { filter: { sections: { any: [section] } } } });

test('A change of an article drops the fronts that show it, and no other', async () => {
  await publish('/a', [{ size: 3, rule: inSection('world') }, { cards: [{ article: 'story-1' }] }]);
  await publish('/b', [{ size: 3, rule: inSection('arts') }]);
  const warmUp = async () => {
    await isCached('/a', '/b');
    expect(await isCached('/a', '/b')).toEqual([true, true]);
  };
  const update = async (slug: string, changes: object) => {
    const { article } = await gateway.query(
      'query ($slug: String!) { article(by: { slug: $slug }) { id } }',
      { slug },
    );
    const input = { id: article.id, ...changes, publish: {} };
    await desk(
      'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }',
      {
        input,
      },
    );
    await gateway.app.cacheInvalidator.waitForSync();
  };
  const cases: [slug: string, changes: object, cached: boolean[]][] = [
    ['story-57', { title: 'In the rule of a' }, [false, true]],
    ['story-1', { title: 'Pinned on a' }, [false, true]],
    ['story-59', { standfirst: 'In the rule of b' }, [true, false]],
    ['story-3', { title: 'In the section of a, below what it shows' }, [true, true]],
    ['story-4', { title: 'In neither' }, [true, true]],
    ['story-4', { sections: ['arts'] }, [true, false]],
  ];
  for (const [slug, changes, cached] of cases) {
    await warmUp();
    await update(slug, changes);
    expect([slug, await isCached('/a', '/b')]).toEqual([slug, cached]);
  }
  await warmUp();
  await edit('publishFront', { id: (await edit('createFront', { path: '/c' })).front!.id });
  expect(await isCached('/a', '/b')).toEqual([true, true]);
  const { front } = await gateway.query('{ front(path: "/a") { id } }');
  await edit('updateFront', { id: front.id, title: 'A draft drops nothing' });
  expect(await isCached('/a', '/b')).toEqual([true, true]);
  await edit('publishFront', { id: front.id });
  expect(await isCached('/a', '/b')).toEqual([false, true]);
});

test('A front of 5 containers and 40 cards takes a statement for each rule, and 4 others', async () => {
  const pins = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ article: `story-${from + i}` }));
  const containers = [
    { title: 'Pins', cards: pins(0, 8) },
    { title: 'More pins', cards: pins(8, 8) },
    { title: 'World', size: 8, rule: inSection('world') },
    { title: 'Latest', size: 8, rule: { articles: {} } },
    { title: 'Mixed', size: 8, cards: pins(16, 3), rule: inSection('arts') },
  ];
  await publish('/large', containers);
  await publish(
    '/small',
    containers.map((each) => ({ ...each, size: 4, cards: each.cards?.slice(0, 1) ?? [] })),
  );
  const uncached = await startGateway({}, { database: gateway.database });
  try {
    const record = async (query: string, variables: object) => {
      await uncached.query(query, variables as never);
      return recordRoundTrips(() => uncached.query(query, variables as never));
    };
    const large = await record(CARDS, { path: '/large' });
    const { front } = await uncached.query(CARDS, { path: '/large' });
    expect(front.containers.map(({ items }: any) => items.length)).toEqual([8, 8, 8, 8, 8]);
    const tables = large.map((trip) =>
      trip.map((text) => /FROM "?published"?\."(\w+)"/.exec(text)?.[1]).sort(),
    );
    expect(tables.flat().sort()).toEqual([
      'article', // the pinned ones
      'article', // the rule of all
      'article', // the rule of a section
      'article', // the rule of another section
      'article', // those that the rules found
      'front',
      'image',
      'section',
    ]);
    expect(tables).toHaveLength(5);
    expect((await record(CARDS, { path: '/small' })).flat().length).toBe(large.flat().length);
    expect(
      (
        await record('query ($path: String!) { front(path: $path) { title containers { title } } }', {
          path: '/large',
        })
      ).flat().length,
    ).toBe(1);
  } finally {
    await uncached.close();
  }
});
