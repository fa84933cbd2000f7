import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertSeedViews } from '../../../src/modules/popular/views/seed-views.js';
import { recordStatements } from '../../support/statements.js';
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
  for (let i = 1; i <= 12; i++) {
    await gateway.save({
      slug: `story-${i}`,
      title: `Story ${i}`,
      section: i % 2 ? ['World', 'Asia'] : ['Sport'],
      tags: [`tag ${i % 3}`, `tag ${i % 4}`],
      authors: [`Author ${i % 3}`],
      publishedAt: new Date(Date.UTC(2026, 0, i)),
    });
  }
});
afterAll(() => two.close());

describe('An answer', () => {
  test('is given again from memory, byte by byte, until something in it changes', async () => {
    const query = '{ article(slug: "story-1") { title tags { name } } }';
    const first = await ask(query);
    const second = await ask(query);
    expect([first.cache, second.cache]).toEqual(['MISS', 'HIT']);
    expect(second.text).toBe(first.text);
    const id = await two.getArticleId('story-1');
    await edit('updateArticle', `{ id: "${id}", title: "Story one" }`);
    expect((await ask(query)).cache).toBe('HIT'); // a draft is no reader's business
    await edit('publishArticle', `{ id: "${id}" }`);
    const third = await ask(query);
    expect(third).toMatchObject({ cache: 'MISS', data: { article: { title: 'Story one' } } });
  });

  test('is kept when what changes is not in it', async () => {
    const lists = '{ articles(first: 3) { nodes { title } } tag(slug: "tag-2") { name } }';
    const page = '{ article(slug: "story-11") { title previous { slug } next { slug } tags { name } } }';
    await ask(lists);
    await ask(page);
    const id = await two.getArticleId('story-2');
    await edit('updateArticle', `{ id: "${id}", title: "Story two" }`);
    await edit('publishArticle', `{ id: "${id}" }`);
    expect([(await ask(lists)).cache, (await ask(page)).cache]).toEqual(['HIT', 'HIT']);
  });

  test('that shows a section is kept when another gets a name, and dropped when its own path changes', async () => {
    const query = '{ article(slug: "story-3") { section { name path } } section(slug: "asia") { name } }';
    const idOfSection = async (slug: string) =>
      (await ask(`{ section(slug: "${slug}") { id } }`)).data.section.id;
    await ask(query);
    await edit('updateSection', `{ id: "${await idOfSection('sport')}", name: "Sports" }`);
    expect((await ask(query)).cache).toBe('HIT');
    await edit('updateSection', `{ id: "${await idOfSection('world')}", slug: "planet" }`);
    expect((await ask(query)).data.article.section.path).toBe('/planet/asia');
    await edit('updateSection', `{ id: "${await idOfSection('planet')}", slug: "world" }`);
  });

  test('of what a filter finds is kept when articles that it does not find come, go or change', async () => {
    const query = '{ articles(filter: { section: ["asia"], tag: ["tag-1"] }) { totalCount nodes { slug } } }';
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

  test('of what search finds is kept through corrections and names of sections, and dropped when words or tags change', async () => {
    const search = '{ search(query: "Story", filter: { section: ["asia"] }) { totalCount } }';
    const suggestions = '{ suggest(prefix: "auth") { text } }';
    const id = await two.getArticleId('story-6');
    await edit('publishArticle', `{ id: "${id}" }`);
    for (const query of [search, suggestions]) await ask(query);
    await edit('addCorrection', `{ id: "${id}", text: "The ferry sails at seven." }`);
    const sport = (await ask('{ section(slug: "sport") { id } }')).data.section.id;
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

  test('that nothing is there is dropped when something comes', async () => {
    const query =
      '{ article(slug: "to-come") { title } route(path: "/to-come") { status } tag(slug: "new-tag") { name } }';
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
    ['with a key', asDesk],
    ['in preview', () => ({ ...asDesk(), 'x-perspective': 'preview' })],
  ])('to a request %s is neither kept nor taken from memory', async (_what, headers) => {
    const query = '{ articles(first: 2) { nodes { slug } } }';
    await ask(query);
    expect((await ask(query, headers())).cache).toBe('BYPASS');
    expect((await ask(query, headers())).cache).toBe('BYPASS');
    expect((await ask(query)).cache).toBe('HIT');
  });

  test('with an error is not kept', async () => {
    const query = '{ articles(first: 1000) { nodes { slug } } }';
    expect((await ask(query)).cache).toBe('MISS');
    expect((await ask(query)).cache).toBe('MISS');
  });

  test('to a GET can be asked for again at the price of a 304', async () => {
    const path = buildQueryUrl({ query: '{ site { title } }' });
    const first = await fetch(gateway.address + path);
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('public, no-cache');
    expect(etag).toMatch(/^"[\w-]+"$/);
    const again = await fetch(gateway.address + path, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const personal = await fetch(gateway.address + path, { headers: asDesk() });
    expect(personal.headers.get('cache-control')).toBe('private, no-store');
    expect(personal.headers.get('etag')).toBeNull();
  });
});

describe('What is read most', () => {
  test('is kept when something comes that nobody has read', async () => {
    const query = '{ popular(first: 5, window: ALL) { article { slug } } }';
    await ask(query);
    await gateway.save({ slug: 'unread', section: ['Sport'] });
    await two.waitForCacheSync();
    expect((await ask(query)).cache).toBe('HIT');
  });

  test('is given again from memory, on every instance, until views have been written', async () => {
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

describe('An operation that nobody has asked before', () => {
  const PAGE =
    'title tags { name } authors { name } section { name } body { html } previous { slug } next { slug }';

  test('is answered from what others have read, without a statement', async () => {
    await ask(
      `{ article(slug: "story-4") { ${PAGE} related(first: 3) { article { title } } } }`,
      {},
      other.address,
    );
    const answers: QueryResponse[] = [];
    const statements = await recordStatements(async () => {
      const query = `{ it: article(slug: "story-4") { path related(first: 3) { article { slug } } ${PAGE} } sections { path } }`;
      answers.push(await ask(query, {}, other.address));
    });
    expect(statements).toEqual([]);
    expect(answers[0]!.data.it.body.html).toMatch(/<p>/);
  });

  test('is not answered from what an article had before it was taken away', async () => {
    await gateway.database.pool.query(`
      INSERT INTO related_article (article_id, related_id, score, same_series)
      SELECT a.id, b.id, 0.5, false FROM article a, article b WHERE (a.slug, b.slug) = ('story-6', 'story-7')`);
    const related = (name: string) =>
      `{ ${name}: article(slug: "story-6") { related(first: 3) { article { slug } } } }`;
    expect((await ask(related('first'))).data.first.related).toEqual([{ article: { slug: 'story-7' } }]);
    const id = await two.getArticleId('story-6');
    await edit('unpublishArticle', `{ id: "${id}" }`);
    await gateway.database.pool.query('DELETE FROM related_article'); // as when all lists are made anew
    await edit('publishArticle', `{ id: "${id}" }`);
    const fresh = (await ask(related('it'), asDesk())).data.it.related;
    expect((await ask(related('it'))).data.it.related).toEqual(fresh);
  });

  test('of what is filed under a tag knows what was merged into it', async () => {
    const found = (name: string) =>
      `{ ${name}: articles(filter: { tag: ["tag-0"] }) { totalCount nodes { slug } } }`;
    const before = (await ask(found('it'))).data.it.totalCount;
    const idOfTag = async (slug: string) => (await ask(`{ tag(slug: "${slug}") { id } }`)).data.tag.id;
    await edit('mergeTags', `{ from: ["${await idOfTag('tag-3')}"], into: "${await idOfTag('tag-0')}" }`);
    const fresh = (await ask(found('it'), asDesk())).data.it;
    expect(fresh.totalCount).toBeGreaterThan(before);
    for (const name of ['it', 'other']) expect((await ask(found(name))).data[name]).toEqual(fresh);
  });

  test('by someone with a key is read from the database', async () => {
    const query = `{ article(slug: "story-4") { ${PAGE} } }`;
    const statements = await recordStatements(() => ask(query, asDesk(), other.address));
    expect(statements.filter((text) => text.includes('"published"."article"')).length).toBeGreaterThan(0);
  });
});

describe('An address', () => {
  const routeTo = (path: string) => `{ route(path: "${path}") { status redirectTo } }`;
  const movedTo = (redirectTo: string) => ({ status: 'MOVED', redirectTo });
  /** What route answers, once it has been remembered. */
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
    (await ask(`{ tag(slug: "${slug}") { id } }`, { ...asDesk(), 'x-perspective': 'preview' })).data.tag.id;

  test('where nothing was leads to an article once an import says that it was there', async () => {
    expect(await remembered('/old/tide')).toBe('NOT_FOUND');
    await gateway.save({ slug: 'tide', section: ['World'], aliases: ['/old/tide/'] });
    expect(await routeOf('/old/tide')).toEqual(movedTo('/world/tide'));
    expect(await remembered('/older/tide')).toBe('NOT_FOUND');
    await gateway.save({ slug: 'tide', section: ['World'], aliases: ['/old/tide', '/older/tide'] });
    expect(await routeOf('/older/tide')).toEqual(movedTo('/world/tide'));
  });

  test('where nothing was leads to a section, a tag or an author that an import says was there', async () => {
    const paths = ['/old/harbour', '/old/quays', '/old/ada'];
    for (const path of paths) expect(await remembered(path)).toBe('NOT_FOUND');
    const [section, tag, author] = paths.map((path) => ({ aliases: [path] }));
    await gateway.importService.saveTaxonomy({
      sections: [{ slug: 'harbour', name: 'Harbour', description: null, parent: null, ...section }],
      tags: [{ slug: 'quays', name: 'Quays', ...tag }],
      authors: [{ slug: 'ada', name: 'Ada', bio: null, image: null, ...author }],
    });
    expect(await routeOf('/old/harbour')).toEqual(movedTo('/harbour'));
    // Readers see neither before an article names them.
    for (const path of ['/old/quays', '/old/ada'])
      expect(await routeOf(path)).toMatchObject({ status: 'GONE' });
    await gateway.save({ slug: 'quay', tags: ['Quays'], authors: ['Ada'] });
    expect(await routeOf('/old/quays')).toEqual(movedTo('/tags/quays'));
    expect(await routeOf('/old/ada')).toEqual(movedTo('/authors/ada'));
  });

  test('of a tag that nothing published carries leads to the tag that it is merged into', async () => {
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
