import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertSeedViews } from '../../../src/modules/popular/views/seed-views.js';
import { startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';
import { createTestDatabase } from '../../support/test-database.js';
import { buildQueryUrl } from '../../support/test-server.js';
import { type QueryResponse, startTwoInstances, type TwoInstances } from '../../support/two-instances.js';
import { waitUntil } from '../../support/until.js';

let two: TwoInstances;
let gateway: TwoInstances['gateway'];
let other: TwoInstances['other'];
const ask: TwoInstances['sendQuery'] = (...question) => two.sendQuery(...question);
const edit: TwoInstances['edit'] = (...mutation) => two.edit(...mutation);
const asDesk = () => two.getEditorHeaders();

beforeAll(async () => {
  two = await startTwoInstances();
  ({ gateway, other } = two);
  await gateway.saveMany(
    Array.from({ length: 12 }, (_, index) => index + 1).map((i) => ({
      slug: `story-${i}`,
      title: `Story ${i}`,
      section: i % 2 ? ['World', 'Asia'] : ['Sport'],
      tags: [`tag ${i % 3}`, `tag ${i % 4}`],
      authors: [`Author ${i % 3}`],
      publishedAt: new Date(Date.UTC(2026, 0, i)),
    })),
  );
});
afterAll(() => two.close());

test('The first response after a start is cached, however slowly the listener connects', async () => {
  const database = await createTestDatabase();
  const { pool } = database;
  const send = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  // The listener verifies its connection by a NOTIFY on this pool.
  pool.query = (async (...args: unknown[]) => {
    if (String(args[0]).startsWith('NOTIFY')) await sleep(300);
    return send(...args);
  }) as never;
  const started = await startGateway({ CACHE_MB: '16', CACHE_S_MAXAGE: '600' }, { database });
  const response = await fetch(
    `${started.address}${buildQueryUrl({ query: '{ articles(first: 1) { totalCount } }' })}`,
  );
  expect(response.headers.get('x-cache')).toBe('MISS');
  expect(response.headers.get('cache-control')).toContain('s-maxage=600');
  await started.close();
  await database.close();
});

describe('Response cache', () => {
  test('repeats a response byte for byte until one of its dependencies changes', async () => {
    const query = '{ article(by: { slug: "story-1" }) { title tags { name } } }';
    const first = await ask(query);
    const second = await ask(query);
    expect([first.cache, second.cache]).toEqual(['MISS', 'HIT']);
    expect(second.text).toBe(first.text);
    const id = await two.getArticleId('story-1');
    await edit('updateArticle', `{ id: "${id}", title: "Story one" }`);
    expect((await ask(query)).cache).toBe('HIT'); // drafts do not affect readers
    await edit('publishArticle', `{ id: "${id}" }`);
    const third = await ask(query);
    expect(third).toMatchObject({ cache: 'MISS', data: { article: { title: 'Story one' } } });
  });

  test('keeps a response when unrelated content changes', async () => {
    const lists = '{ articles(first: 3) { nodes { title } } tag(by: { slug: "tag-2" }) { name } }';
    const page =
      '{ article(by: { slug: "story-11" }) { title previous { slug } next { slug } tags { name } } }';
    await ask(lists);
    await ask(page);
    const id = await two.getArticleId('story-2');
    await edit('updateArticle', `{ id: "${id}", title: "Story two" }`);
    await edit('publishArticle', `{ id: "${id}" }`);
    expect([(await ask(lists)).cache, (await ask(page)).cache]).toEqual(['HIT', 'HIT']);
  });

  test('answers a request that names a change once the change is followed', async () => {
    const query = '{ article(by: { slug: "story-6" }) { title } }';
    await ask(query);
    expect((await ask(query)).cache).toBe('HIT');
    const next = gateway.app.cacheInvalidator.lastSequence + 1n;
    const waiting = ask(query, { 'x-min-sequence': `${next}` });
    expect((await ask(query)).data.article.title).toBe('Story 6');
    const id = await two.getArticleId('story-6');
    await edit('updateArticle', `{ id: "${id}", title: "Story six" }`);
    await edit('publishArticle', `{ id: "${id}" }`);
    expect((await waiting).data.article.title).toBe('Story six');
    // A change that was followed before: nothing waits, and the cache is read.
    await ask(query);
    expect((await ask(query, { 'x-min-sequence': `${next}` })).cache).toBe('HIT');
  });

  test('answers a request that names a change which never comes, and refuses one that names none', async () => {
    const query = '{ article(by: { slug: "story-7" }) { title } }';
    const far = await ask(query, { 'x-min-sequence': '999999999999999' });
    expect(far.data.article.title).toBe('Story 7');
    for (const invalid of ['', '-1', '1e9', '9999999999999999'])
      expect((await ask(query, { 'x-min-sequence': invalid })).text).toContain(
        'The header x-min-sequence must be the sequence of a change, such as 118.',
      );
  });

  test("invalidates a section's response when its path changes, not when another is renamed", async () => {
    const query =
      '{ article(by: { slug: "story-3" }) { section { name path } } section(by: { slug: "asia" }) { name } }';
    const idOfSection = async (slug: string) =>
      (await ask(`{ section(by: { slug: "${slug}" }) { id } }`)).data.section.id;
    await ask(query);
    await edit('updateSection', `{ id: "${await idOfSection('sport')}", name: "Sports" }`);
    expect((await ask(query)).cache).toBe('HIT');
    await edit('updateSection', `{ id: "${await idOfSection('world')}", slug: "planet" }`);
    expect((await ask(query)).data.article.section.path).toBe('/planet/asia');
    await edit('updateSection', `{ id: "${await idOfSection('planet')}", slug: "world" }`);
  });

  test('keeps a filtered list when articles outside the filter change', async () => {
    const query =
      '{ articles(filter: { sections: { any: ["asia"] }, tags: { any: ["tag-1"] } }) { totalCount nodes { slug } } }';
    const { nodes } = (await ask(query)).data.articles;
    const others = ['story-2', 'story-4'].filter((slug) => nodes.every((node: any) => node.slug !== slug));
    expect(others).toHaveLength(2);
    const sportId = await two.getArticleId('story-2');
    await edit('unpublishArticle', `{ id: "${sportId}" }`);
    await edit('updateArticle', `{ id: "${sportId}", authors: ["Author 2"], tags: ["tag 2", "tag 3"] }`);
    await edit('publishArticle', `{ id: "${sportId}" }`);
    expect((await ask(query)).cache).toBe('HIT');
    const id = await two.getArticleId(nodes[0].slug);
    await edit('updateArticle', `{ id: "${id}", section: "sport" }`);
    await edit('publishArticle', `{ id: "${id}" }`);
    expect((await ask(query)).data.articles.nodes).toEqual(nodes.slice(1));
  });

  test('invalidates a search when indexed words or tags change, not by corrections', async () => {
    const search = '{ search(query: "Story", filter: { sections: { any: ["asia"] } }) { totalCount } }';
    const suggestions = '{ suggest(prefix: "auth") { text } }';
    const id = await two.getArticleId('story-6');
    await edit('publishArticle', `{ id: "${id}" }`);
    for (const query of [search, suggestions]) await ask(query);
    await edit('addCorrection', `{ id: "${id}", text: "The ferry sails at seven." }`);
    const sport = (await ask('{ section(by: { slug: "sport" }) { id } }')).data.section.id;
    await edit('updateSection', `{ id: "${sport}", name: "Games" }`);
    expect((await ask(search)).cache).toBe('HIT');
    for (const changed of [
      'standfirst: "On a ferry"',
      'bodyMarkdown: "By ferry"',
      'tags: ["tag", "boats"]',
    ]) {
      await edit('updateArticle', `{ id: "${id}", ${changed} }`);
      await edit('publishArticle', `{ id: "${id}" }`);
      expect((await ask(search)).cache).toBe('MISS');
    }
    await ask(suggestions);
    await edit('updateArticle', `{ id: "${id}", authors: ["Author 1"] }`);
    await edit('publishArticle', `{ id: "${id}" }`);
    expect([(await ask(search)).cache, (await ask(suggestions)).cache]).toEqual(['MISS', 'HIT']);
  });

  test('invalidates a response about missing content when the content appears', async () => {
    const query =
      '{ article(by: { slug: "to-come" }) { title } route(path: "/to-come") { status } tag(by: { slug: "new-tag" }) { name } }';
    await ask(query);
    expect((await ask(query)).cache).toBe('HIT');
    await gateway.save({ slug: 'to-come', tags: ['New tag'], section: [] });
    await two.waitForCacheSync();
    expect((await ask(query)).data).toMatchObject({
      article: { title: expect.any(String) },
      route: { status: 'FOUND' },
      tag: { name: 'New tag' },
    });
  });

  test.each([
    ['with an API key', asDesk],
    ['in preview', () => ({ ...asDesk(), 'x-perspective': 'preview' })],
  ])('bypasses the cache for a request %s', async (_what, headers) => {
    const query = '{ articles(first: 2) { nodes { slug } } }';
    await ask(query);
    expect((await ask(query, headers())).cache).toBe('BYPASS');
    expect((await ask(query, headers())).cache).toBe('BYPASS');
    expect((await ask(query)).cache).toBe('HIT');
  });

  test('does not store a response with an error', async () => {
    const query = '{ articles(first: 1000) { nodes { slug } } }';
    expect((await ask(query)).cache).toBe('MISS');
    expect((await ask(query)).cache).toBe('MISS');
  });

  test('responds to a GET with a matching ETag by 304', async () => {
    const path = buildQueryUrl({ query: '{ site { title } }' });
    const first = await fetch(gateway.address + path);
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('public, no-cache');
    expect(etag).toMatch(/^"[\w-]+"$/);
    const accept = 'application/graphql-response+json';
    const other = await fetch(gateway.address + path, { headers: { accept, 'if-none-match': etag } });
    expect([other.status, other.headers.get('content-type')]).toEqual([200, `${accept}; charset=utf-8`]);
    expect(other.headers.get('etag')).not.toBe(etag);
    const again = await fetch(gateway.address + path, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const personal = await fetch(gateway.address + path, { headers: asDesk() });
    expect(personal.headers.get('cache-control')).toBe('private, no-store');
    expect(personal.headers.get('etag')).toBeNull();
  });
});

describe('Response cache of popular lists', () => {
  test('keeps a popular list when an article without views appears', async () => {
    const query = '{ popular(first: 5, window: ALL) { article { slug } } }';
    await ask(query);
    await gateway.save({ slug: 'unread', section: ['Sport'] });
    await two.waitForCacheSync();
    expect((await ask(query)).cache).toBe('HIT');
  });

  test('invalidates a popular list on every instance when views are written', async () => {
    const query = '{ popular(first: 3) { rank article { slug } } }';
    await ask(query);
    expect(await ask(query)).toMatchObject({ cache: 'HIT', data: { popular: [] } });
    expect((await ask(query, {}, other.address)).data.popular).toEqual([]);
    await insertSeedViews(gateway.database.pool, new Map([[0, { 'story-3': 7, 'story-5': 2 }]]), new Date());
    const read = [
      { rank: 1, article: { slug: 'story-3' } },
      { rank: 2, article: { slug: 'story-5' } },
    ];
    for (const address of [gateway.address, other.address]) {
      await waitUntil(async () => (await ask(query, {}, address)).data.popular.length > 0);
      expect((await ask(query, {}, address)).data.popular).toEqual(read);
    }
  });
});

describe('Entity cache', () => {
  const PAGE =
    'title tags { name } authors { name } section { name } body { html } previous { slug } next { slug }';

  test('resolves a new operation from cached entities without a statement', async () => {
    await ask(
      `{ article(by: { slug: "story-4" }) { ${PAGE} related(first: 3) { article { title } } } }`,
      {},
      other.address,
    );
    const answers: QueryResponse[] = [];
    const statements = await recordStatements(async () => {
      const query = `{ it: article(by: { slug: "story-4" }) { path related(first: 3) { article { slug } } ${PAGE} } sections { path } }`;
      answers.push(await ask(query, {}, other.address));
    });
    expect(statements).toEqual([]);
    expect(answers[0]!.data.it.body.html).toMatch(/<p>/);
  });

  test('discards the entities of an article when it is unpublished', async () => {
    await gateway.database.pool.query(`
      INSERT INTO related_article (article_id, related_id, score, same_series)
      SELECT a.id, b.id, 0.5, false FROM article a, article b WHERE (a.slug, b.slug) = ('story-6', 'story-7')`);
    const related = (name: string) =>
      `{ ${name}: article(by: { slug: "story-6" }) { related(first: 3) { article { slug } } } }`;
    expect((await ask(related('first'))).data.first.related).toEqual([{ article: { slug: 'story-7' } }]);
    const id = await two.getArticleId('story-6');
    await edit('unpublishArticle', `{ id: "${id}" }`);
    await gateway.database.pool.query('DELETE FROM related_article'); // as a rebuild of all lists does
    await edit('publishArticle', `{ id: "${id}" }`);
    const fresh = (await ask(related('it'), asDesk())).data.it.related;
    expect((await ask(related('it'))).data.it.related).toEqual(fresh);
  });

  test('invalidates the articles of a tag when another tag is merged into it', async () => {
    const found = (name: string) =>
      `{ ${name}: articles(filter: { tags: { any: ["tag-0"] } }) { totalCount nodes { slug } } }`;
    const before = (await ask(found('it'))).data.it.totalCount;
    const idOfTag = async (slug: string) =>
      (await ask(`{ tag(by: { slug: "${slug}" }) { id } }`)).data.tag.id;
    await edit('mergeTags', `{ from: ["${await idOfTag('tag-3')}"], into: "${await idOfTag('tag-0')}" }`);
    const fresh = (await ask(found('it'), asDesk())).data.it;
    expect(fresh.totalCount).toBeGreaterThan(before);
    for (const name of ['it', 'other']) expect((await ask(found(name))).data[name]).toEqual(fresh);
  });

  test('reads from the database for a request with an API key', async () => {
    const query = `{ article(by: { slug: "story-4" }) { ${PAGE} } }`;
    const statements = await recordStatements(() => ask(query, asDesk(), other.address));
    expect(statements.filter((text) => text.includes('"published"."article"')).length).toBeGreaterThan(0);
  });
});

describe('Response cache of routes', () => {
  const routeTo = (path: string) => `{ route(path: "${path}") { status redirectTo } }`;
  const movedTo = (redirectTo: string) => ({ status: 'MOVED', redirectTo });
  /** Returns the status of a path's route from the cache. */
  const remembered = async (path: string) => {
    await ask(routeTo(path));
    const { cache, data } = await ask(routeTo(path));
    expect(cache).toBe('HIT');
    return data.route.status;
  };
  const routeOf = async (path: string) => {
    await two.waitForCacheSync();
    return (await ask(routeTo(path))).data.route;
  };
  const idOfTag = async (slug: string) =>
    (await ask(`{ tag(by: { slug: "${slug}" }) { id } }`, { ...asDesk(), 'x-perspective': 'preview' })).data
      .tag.id;

  test('invalidates a missing path when an import declares it as an article alias', async () => {
    expect(await remembered('/old/tide')).toBe('NOT_FOUND');
    await gateway.save({ slug: 'tide', section: ['World'], aliases: ['/old/tide/'] });
    expect(await routeOf('/old/tide')).toEqual(movedTo('/world/tide'));
    expect(await remembered('/older/tide')).toBe('NOT_FOUND');
    await gateway.save({ slug: 'tide', section: ['World'], aliases: ['/old/tide', '/older/tide'] });
    expect(await routeOf('/older/tide')).toEqual(movedTo('/world/tide'));
  });

  test('invalidates missing paths when an import declares section, tag or author aliases', async () => {
    const paths = ['/old/harbour', '/old/quays', '/old/ada'];
    for (const path of paths) expect(await remembered(path)).toBe('NOT_FOUND');
    const [section, tag, author] = paths.map((path) => ({ aliases: [path] }));
    await gateway.importService.saveTaxonomy({
      sections: [{ slug: 'harbour', name: 'Harbour', description: null, parent: null, ...section }],
      tags: [{ slug: 'quays', name: 'Quays', ...tag }],
      authors: [{ slug: 'ada', name: 'Ada', bio: null, image: null, ...author }],
    });
    expect(await routeOf('/old/harbour')).toEqual(movedTo('/harbour'));
    // Both become public with the first article that names them.
    for (const path of ['/old/quays', '/old/ada'])
      expect(await routeOf(path)).toMatchObject({ status: 'GONE' });
    await gateway.save({ slug: 'quay', tags: ['Quays'], authors: ['Ada'] });
    expect(await routeOf('/old/quays')).toEqual(movedTo('/tags/quays'));
    expect(await routeOf('/old/ada')).toEqual(movedTo('/authors/ada'));
  });

  test('redirects the path of an unused tag to the tag it is merged into', async () => {
    await gateway.save({ slug: 'crossing', tags: ['Ferries'] });
    await gateway.save({ slug: 'cargo', tags: ['Shipping'] });
    await edit(
      'updateTag',
      `{ id: "${await idOfTag('ferries')}", name: "Ferry boats", slug: "ferry-boats" }`,
    );
    await edit('unpublishArticle', `{ id: "${await two.getArticleId('crossing')}" }`);
    expect(await remembered('/tags/ferries')).toBe('GONE');
    const [from, into] = [await idOfTag('ferry-boats'), await idOfTag('shipping')];
    await edit('mergeTags', `{ from: ["${from}"], into: "${into}" }`);
    expect(await routeOf('/tags/ferries')).toEqual(movedTo('/tags/shipping'));
  });
});
