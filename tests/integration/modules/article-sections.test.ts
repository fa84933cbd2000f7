import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { insertSeedViews } from '../../../src/modules/popular/views/seed-views.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createWebSocketClient, recordSubscription } from '../../support/live-clients.js';
import { startTwoInstances } from '../../support/two-instances.js';
import { waitUntil } from '../../support/until.js';

const NOW = new Date('2026-11-24T12:30:00Z');

let gateway: Gateway;
let desk: Query;
let preview: Query;

beforeAll(async () => {
  gateway = await startGateway({}, { clock: () => NOW });
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());
beforeEach(async () => {
  // Without TRUNCATE where API keys refer to the table: it would delete the keys too.
  await gateway.database.pool.query(
    'TRUNCATE draft CASCADE; DELETE FROM section; DELETE FROM tag; DELETE FROM author',
  );
  for (const [slug, parent] of [
    ['world', null],
    ['asia', 'world'],
    ['japan', 'asia'],
    ['business', null],
    ['culture', null],
  ])
    await change('createSection', { name: slug, parent });
});

const SECTIONS = 'slug path section { slug } sections { slug }';
const INPUT_TYPES: Record<string, string> = { unpublishArticle: 'ArticleActionInput' };

/** Runs a mutation and returns its payload. */
async function run(mutation: string, input: object) {
  const type = INPUT_TYPES[mutation] ?? `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const fields = /Article$|^restore/.test(mutation) ? `article { id ${SECTIONS} } revision` : '';
  const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${fields} userErrors { code field message } } }`;
  return (await desk(document, { input })).payload;
}

/** Runs a mutation that must succeed. */
async function change(mutation: string, input: object) {
  const payload = await run(mutation, input);
  expect(payload.userErrors).toEqual([]);
  return payload;
}

async function publish(input: { title: string; [name: string]: unknown }): Promise<string> {
  const { article } = await change('createArticle', input);
  await change('publishArticle', { id: article.id });
  return article.id;
}

const readArticle = async (slug: string, query: Query = gateway.query) =>
  (await query(`query ($slug: String!) { article(by: { slug: $slug }) { ${SECTIONS} } }`, { slug })).article;
const slugsOf = (rows: { slug: string }[]) => rows.map(({ slug }) => slug);

/** Returns the slugs of a section's articles by date, and their number. */
async function listSection(slug: string, query: Query = gateway.query, orderBy = 'NEWEST') {
  const { section } = await query(
    'query ($slug: String!, $orderBy: ArticleOrder!) { section(by: { slug: $slug }) { articles(first: 100, orderBy: $orderBy) { totalCount nodes { slug } } } }',
    { slug, orderBy },
  );
  expect(section.articles.totalCount).toBe(section.articles.nodes.length);
  return slugsOf(section.articles.nodes);
}

const idOf = async (slug: string) => (await desk(`{ section(by: { slug: "${slug}" }) { id } }`)).section.id;

describe('Sections of an article', () => {
  test('an article is in the lists of all its sections and of their ancestors', async () => {
    await publish({ title: 'Trade', sections: ['business', 'japan'] });
    await publish({ title: 'Temple', section: 'asia' });
    expect(await readArticle('trade')).toEqual({
      slug: 'trade',
      path: '/business/trade',
      section: { slug: 'business' },
      sections: [{ slug: 'business' }, { slug: 'japan' }],
    });
    for (const orderBy of ['NEWEST', 'OLDEST', 'UPDATED', 'TITLE']) {
      expect((await listSection('world', gateway.query, orderBy)).sort()).toEqual(['temple', 'trade']);
      expect((await listSection('asia', gateway.query, orderBy)).sort()).toEqual(['temple', 'trade']);
      expect(await listSection('japan', gateway.query, orderBy)).toEqual(['trade']);
      expect(await listSection('business', gateway.query, orderBy)).toEqual(['trade']);
    }
    expect(await listSection('culture')).toEqual([]);
  });

  test('an article that is in a section and below it is in its list once', async () => {
    await publish({ title: 'Once', sections: ['japan', 'world', 'asia'] });
    expect(await listSection('world')).toEqual(['once']);
    expect(slugsOf((await readArticle('once')).sections)).toEqual(['japan', 'world', 'asia']);
  });

  test('sections are given by slug or ID, and repeated ones count once', async () => {
    const { article } = await change('createArticle', {
      title: 'By ID',
      sections: [await idOf('asia'), 'business', 'asia', await idOf('business')],
    });
    expect(article).toMatchObject({
      path: '/world/asia/by-id',
      sections: [{ slug: 'asia' }, { slug: 'business' }],
    });
  });

  test.each([
    [{ section: 'culture' }, ['culture', 'asia', 'world']],
    [{ section: 'asia' }, ['asia', 'world']],
    [{ sections: ['culture'] }, ['culture']],
    [{ section: 'world', sections: ['culture', 'world'] }, ['world', 'culture']],
    [{ section: 'japan', sections: ['culture'] }, ['japan', 'culture']],
    [{ section: null, sections: ['culture'] }, ['culture']],
    [{ section: null }, []],
    [{ sections: [] }, []],
    [{ sections: null }, []],
    [{ title: 'Other' }, ['business', 'asia', 'world']],
  ] as [object, string[]][])('updateArticle with %j leaves it in %j', async (input, expected) => {
    const { article } = await change('createArticle', {
      title: 'Changing',
      sections: ['business', 'asia', 'world'],
    });
    const updated = await change('updateArticle', { id: article.id, ...input });
    expect(slugsOf(updated.article.sections)).toEqual(expected);
    expect(updated.article.section?.slug).toBe(expected[0]);
    const listed = await Promise.all(
      ['business', 'culture', 'japan'].map((slug) => listSection(slug, preview)),
    );
    expect(listed.map((slugs) => slugs.length)).toEqual(
      ['business', 'culture', 'japan'].map((slug) => (expected.includes(slug) ? 1 : 0)),
    );
  });

  test('sections that do not exist or are too many are refused, each with its field', async () => {
    expect(
      (
        await run('createArticle', {
          title: 'No',
          section: 'none',
          sections: ['asia', 'nowhere', 'world/asia'],
        })
      ).userErrors,
    ).toEqual([
      {
        code: 'NOT_FOUND',
        field: ['section'],
        message: 'The section none was not found. Give the ID or slug of one that exists.',
      },
      {
        code: 'NOT_FOUND',
        field: ['sections', '1'],
        message: 'The section nowhere was not found. Give the ID or slug of one that exists.',
      },
      {
        code: 'NOT_FOUND',
        field: ['sections', '2'],
        message: 'The section world/asia was not found. Give the ID or slug of one that exists.',
      },
    ]);
    const many = Array.from({ length: 20 }, (_, i) => `many-${i}`);
    for (const name of many) await change('createSection', { name });
    expect(
      (await run('createArticle', { title: 'No', sections: [...many, 'asia'] })).userErrors,
    ).toMatchObject([{ code: 'TOO_LONG', field: ['sections'] }]);
    expect(
      (await run('createArticle', { title: 'No', section: 'asia', sections: many })).userErrors,
    ).toMatchObject([{ code: 'TOO_LONG', field: ['sections'] }]);
    const { article } = await change('createArticle', { title: 'Yes', sections: many });
    expect(article.sections).toHaveLength(20);
  });

  test('drafts change only the preview until they are published, and unpublished articles leave every list', async () => {
    const id = await publish({ title: 'Step', sections: ['business', 'japan'] });
    await change('updateArticle', { id, sections: ['culture', 'asia'] });
    expect(slugsOf((await readArticle('step')).sections)).toEqual(['business', 'japan']);
    expect(slugsOf((await readArticle('step', preview)).sections)).toEqual(['culture', 'asia']);
    expect(await listSection('japan')).toEqual(['step']);
    expect(await listSection('japan', preview)).toEqual([]);
    expect(await listSection('world', preview)).toEqual(['step']);
    await change('publishArticle', { id });
    expect(await listSection('japan')).toEqual([]);
    expect(await listSection('business')).toEqual([]);
    expect(await listSection('culture')).toEqual(['step']);
    expect(await listSection('world')).toEqual(['step']);
    await change('unpublishArticle', { id });
    for (const slug of ['culture', 'asia', 'world']) expect(await listSection(slug)).toEqual([]);
  });

  test('revisions keep the sections, show their differences and restore them', async () => {
    const { article } = await change('createArticle', { title: 'Past', section: 'asia' });
    await change('updateArticle', { id: article.id, sections: ['asia', 'business'] });
    await change('updateArticle', { id: article.id, section: 'culture' });
    const { article: read } = await preview(
      '{ article(by: { slug: "past" }) { revisions(first: 2) { nodes { changes { field before after } } } } }',
    );
    expect(read.revisions.nodes.map(({ changes }: any) => changes)).toEqual([
      [{ field: 'sections', before: 'world/asia\nbusiness', after: 'culture\nbusiness' }],
      [{ field: 'sections', before: 'world/asia', after: 'world/asia\nbusiness' }],
    ]);
    const restored = await change('restoreRevision', { id: article.id, revision: 2 });
    expect(restored.revision).toBe(4);
    expect(slugsOf((await readArticle('past', preview)).sections)).toEqual(['asia', 'business']);
    await change('updateArticle', { id: article.id, sections: ['culture'] });
    await change('deleteSection', { id: await idOf('business') });
    expect((await run('restoreRevision', { id: article.id, revision: 2 })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', field: ['revision'] },
    ]);
  });

  test('filters, facets and popular lists of a section have all its articles', async () => {
    await publish({ title: 'Ferry one', sections: ['business', 'asia'] });
    await publish({ title: 'Ferry two', sections: ['asia', 'world'] });
    await publish({ title: 'Ferry three', section: 'culture' });
    const { rows } = await gateway.database.pool.query<{ id: number }>('SELECT id FROM article ORDER BY id');
    expect(rows).toHaveLength(3);
    await insertSeedViews(
      gateway.database.pool,
      new Map([[1, { 'ferry-one': 3, 'ferry-two': 2, 'ferry-three': 1 }]]),
      NOW,
    );
    const data = await gateway.query(`{
      ofAsia: articles(filter: { sections: { any: ["asia"] } }) { totalCount nodes { slug } }
      ofWorld: articles(filter: { sections: { any: ["world"] } }) { totalCount nodes { slug } }
      either: articles(filter: { sections: { any: ["business", "culture"] } }) { nodes { slug } }
      archive(filter: { sections: { any: ["world"] } }) { articleCount }
      search(query: "ferry") { totalCount facets { sections { section { slug } count } } }
      found: search(query: "ferry", filter: { sections: { any: ["business"] } }) { nodes { slug } }
      popular(section: "world", window: DAY) { article { slug } }
      business: section(by: { slug: "business" }) { popular(window: DAY) { rank article { slug } } }
    }`);
    expect(slugsOf(data.ofAsia.nodes).sort()).toEqual(['ferry-one', 'ferry-two']);
    expect(data.ofWorld.totalCount).toBe(2);
    expect(slugsOf(data.either.nodes).sort()).toEqual(['ferry-one', 'ferry-three']);
    expect(data.archive).toEqual([{ articleCount: 2 }]);
    expect(data.search.totalCount).toBe(3);
    const counts = data.search.facets.sections.map(({ section, count }: any) => [section.slug, count]);
    expect(Object.fromEntries(counts)).toEqual({ asia: 2, business: 1, world: 1, culture: 1 });
    expect(slugsOf(data.found.nodes)).toEqual(['ferry-one']);
    expect(data.popular.map(({ article }: any) => article.slug)).toEqual(['ferry-one', 'ferry-two']);
    expect(data.business.popular).toEqual([{ rank: 1, article: { slug: 'ferry-one' } }]);
  });

  test('feeds of every section have the article, which names all of them', async () => {
    await publish({ title: 'Fed', sections: ['business', 'japan'] });
    for (const path of ['/business', '/world', '/world/asia/japan']) {
      const response = await fetch(`${gateway.address}/feeds${path}/feed.json`);
      const { items } = (await response.json()) as { items: { title: string; tags: string[] }[] };
      expect(items).toMatchObject([{ title: 'Fed', tags: ['business', 'japan'] }]);
    }
    const { article } = await gateway.query(
      '{ article(by: { slug: "fed" }) { seo { jsonLd openGraph { property content } } } }',
    );
    expect(JSON.parse(article.seo.jsonLd).articleSection).toEqual(['business', 'japan']);
    expect(article.seo.openGraph).toContainEqual({ property: 'article:section', content: 'business' });
  });

  test('a section with an article cannot be deleted, whether it is primary or not', async () => {
    const id = await publish({ title: 'Held', sections: ['business', 'culture'] });
    for (const slug of ['business', 'culture'])
      expect((await run('deleteSection', { id: await idOf(slug) })).userErrors).toMatchObject([
        { code: 'NOT_ALLOWED', field: ['id'] },
      ]);
    await change('updateArticle', { id, sections: ['business'] });
    expect((await run('deleteSection', { id: await idOf('culture') })).userErrors).toMatchObject([
      { code: 'NOT_ALLOWED' },
    ]);
    await change('publishArticle', { id });
    await change('deleteSection', { id: await idOf('culture') });
  });

  test('a moved section takes articles along to the lists of its new ancestors', async () => {
    await publish({ title: 'Along', sections: ['business', 'japan'] });
    await publish({ title: 'Home', sections: ['japan', 'culture'] });
    await change('createArticle', { title: 'Unseen', sections: ['culture', 'japan'] });
    await change('updateSection', { id: await idOf('asia'), parent: 'culture' });
    expect((await readArticle('along')).path).toBe('/business/along');
    expect((await readArticle('home')).path).toBe('/culture/asia/japan/home');
    expect(await listSection('world')).toEqual([]);
    expect((await listSection('culture')).sort()).toEqual(['along', 'home']);
    expect((await listSection('culture', preview)).sort()).toEqual(['along', 'home', 'unseen']);
    expect(await listSection('world', preview)).toEqual([]);
    await change('updateSection', { id: await idOf('japan'), parent: null });
    expect(await listSection('culture')).toEqual(['home']);
    expect(await listSection('asia')).toEqual([]);
    expect(slugsOf((await readArticle('home')).sections)).toEqual(['japan', 'culture']);
    const unseen = await readArticle('unseen', preview);
    expect(slugsOf(unseen.sections)).toEqual(['culture', 'japan']);
  });

  test('an edit after a section was renamed and moved keeps the sections', async () => {
    const id = await publish({ title: 'Kept', sections: ['business', 'japan', 'culture'] });
    await change('updateSection', { id: await idOf('japan'), slug: 'nippon', parent: 'culture' });
    await change('updateSection', { id: await idOf('business'), slug: 'economy' });
    await change('updateArticle', { id, title: 'Kept again' });
    const read = await readArticle('kept', preview);
    expect(slugsOf(read.sections)).toEqual(['economy', 'nippon', 'culture']);
    expect(read.path).toBe('/economy/kept');
  });

  test('events of every section of an article are delivered, also when it leaves one', async () => {
    const client = createWebSocketClient(gateway.address);
    const world = recordSubscription(client, { section: 'world' });
    const business = recordSubscription(client, { section: 'business' });
    const { article } = await change('createArticle', { title: 'Live', sections: ['culture', 'japan'] });
    await waitUntil(async () => {
      await change('publishArticle', { id: article.id });
      return world.events.length > 0;
    });
    await change('updateArticle', { id: article.id, title: 'Settled' });
    await change('publishArticle', { id: article.id });
    const before = world.events.length;
    await change('updateArticle', { id: article.id, sections: ['culture', 'business'] });
    await change('publishArticle', { id: article.id });
    await waitUntil(() => world.events.length > before && business.events.length > 0);
    expect(world.events.map(({ kind }) => kind)).toContain('UPDATED');
    expect(business.events.map(({ kind }) => kind)).toEqual(['UPDATED']);
    world.stop();
    business.stop();
    await client.dispose();
  });
});

describe('Cached lists', () => {
  test('follow every change of the sections of an article', async () => {
    const two = await startTwoInstances();
    const { edit, sendQuery, getArticleId, waitForCacheSync, gateway: first, other } = two;
    await first.save({ slug: 'one', title: 'Ferry', section: ['World', 'Asia'] });
    await first.save({ slug: 'two', title: 'Ferry', section: ['Sport'] });
    const queries = [
      '{ sections { slug articles { totalCount nodes { slug } } children { slug articles { totalCount nodes { slug } } } } }',
      '{ articles(filter: { sections: { any: ["sport"] } }) { totalCount nodes { slug } } }',
      '{ articles(filter: { sections: { any: ["world"] } }) { totalCount nodes { slug sections { slug } } } }',
      '{ search(query: "ferry") { facets { sections { section { slug } count } } } }',
      '{ article(by: { slug: "one" }) { section { slug } sections { slug } seo { jsonLd } } }',
    ];
    const id = await getArticleId('one');
    const asia = (await sendQuery('{ section(by: { slug: "asia" }) { id } }')).data.section.id;
    const edits: [string, string][] = [
      ['updateArticle', `{ id: "${id}", sections: ["asia", "sport"] }`],
      ['publishArticle', `{ id: "${id}" }`],
      ['updateArticle', `{ id: "${id}", sections: ["asia", "world"] }`],
      ['publishArticle', `{ id: "${id}" }`],
      ['updateSection', `{ id: "${asia}", parent: "sport" }`],
      ['updateSection', `{ id: "${asia}", parent: null }`],
      ['updateArticle', `{ id: "${id}", sections: ["world", "asia"] }`],
      ['publishArticle', `{ id: "${id}" }`],
      ['unpublishArticle', `{ id: "${id}" }`],
      ['publishArticle', `{ id: "${id}" }`],
    ];
    for (const [name, input] of edits) {
      for (const query of queries) await sendQuery(query);
      await edit(name, input);
      await waitForCacheSync();
      for (const query of queries) {
        const fresh = await sendQuery(query, two.getEditorHeaders());
        expect((await sendQuery(query)).text).toBe(fresh.text);
        expect((await sendQuery(query, {}, other.address)).text).toBe(fresh.text);
      }
    }
    await two.close();
  });
});

describe('Articles written by a release without these tables', () => {
  const sql = async (statement: string, values: unknown[] = []) =>
    (await gateway.database.pool.query(statement, values)).rows;
  const rowsOf = (table: string) =>
    sql(
      `SELECT s.slug, t.position FROM ${table} t JOIN section s ON s.id = t.section_id ORDER BY t.position, s.slug`,
    );

  test('get the rows of their section and its ancestors', async () => {
    await sql(`INSERT INTO draft (id, slug, path, title, opening, word_count, section_id, revision, updated_at, published_at)
      SELECT 1, 'old', '/old', 'Old', '', 0, id, 1, now(), now() FROM section WHERE slug = 'japan'`);
    await sql(`INSERT INTO article (id, slug, path, title, opening, word_count, section_id, revision, updated_at, published_at, listed_at)
      SELECT id, slug, path, title, opening, word_count, section_id, revision, updated_at, published_at, published_at FROM draft`);
    const ofJapan = [
      { slug: 'japan', position: 0 },
      { slug: 'asia', position: null },
      { slug: 'world', position: null },
    ];
    expect(await rowsOf('draft_section')).toEqual(ofJapan);
    expect(await rowsOf('article_section')).toEqual(ofJapan);
    expect(await listSection('world')).toEqual(['old']);
    await sql(`UPDATE draft SET section_id = (SELECT id FROM section WHERE slug = 'business')`);
    expect(await rowsOf('draft_section')).toEqual([{ slug: 'business', position: 0 }]);
    await sql(`UPDATE article SET section_id = d.section_id FROM draft d WHERE d.id = article.id`);
    expect(await rowsOf('article_section')).toEqual([{ slug: 'business', position: 0 }]);
    await sql("UPDATE article SET listed_at = '2020-01-01', revision = 2");
    expect(await sql("SELECT FROM article_section WHERE listed_at = '2020-01-01'")).toHaveLength(1);
    await sql('UPDATE draft SET section_id = NULL');
    await sql('UPDATE article SET section_id = NULL, revision = 3');
    expect([...(await rowsOf('draft_section')), ...(await rowsOf('article_section'))]).toEqual([]);
  });
});
