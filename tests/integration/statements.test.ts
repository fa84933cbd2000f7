import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../support/gateway.js';
import { recordRoundTrips, recordStatements } from '../support/statements.js';
import { waitUntil } from '../support/until.js';

const LIST = `query ($first: Int!) {
  articles(first: $first) {
    nodes {
      title path publishedAt standfirst
      authors { name path } section { name path } sections { name } tags { name path } image { url alt width height }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const ARTICLE_PAGE = `query ($slug: String! = "story-50") {
  article(by: { slug: $slug }) {
    title standfirst publishedAt body { html }
    authors { name path } section { name path } tags { name path } image { url alt width height }
    previous { title path } next { title path } related(first: 3) { article { title path } }
    seo { title description canonicalUrl jsonLd openGraph { property content } }
  }
}`;

const SECTIONS = `{
  sections { name articles(first: 3) { totalCount nodes { title authors { name } } } }
  tags(first: 100) { nodes { name articleCount articles(first: 3) { nodes { title section { name } } } } }
}`;

describe('Statement counts', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway();
    await gateway.saveMany(
      Array.from({ length: 100 }, (_, index) => index + 1).map((i) => ({
        slug: `story-${i}`,
        standfirst: i === 51 ? null : 'In short.',
        section: [`Section ${i % 7}`],
        tags: [`tag ${i % 10}`, `tag ${i % 3}`],
        authors: [`Author ${i % 12}`, `Author ${i % 5}`],
        image: { ...NO_IMAGE, url: `/media/${i}.jpg` },
        publishedAt: new Date(Date.UTC(2026, 0, i)),
      })),
    );
    await gateway.query(LIST, { first: 1 });
  });
  afterAll(() => gateway.close());

  test('A list needs the same statements for 2 and for 100 articles', async () => {
    const trips = await recordRoundTrips(() => gateway.query(LIST, { first: 2 }));
    const ofTwo = trips.flat();
    const ofHundred = await recordStatements(() => gateway.query(LIST, { first: 100 }));
    expect(ofHundred).toHaveLength(ofTwo.length);
    expect(trips).toHaveLength(2);
    expect(ofTwo.map(tableOf).sort()).toEqual([
      'article',
      'article_section',
      'author_of_article',
      'image',
      'section',
      'tag_of_article',
    ]);
  });

  test('Nested lists add a fixed number of statements', async () => {
    const statements = await recordStatements(() => gateway.query(SECTIONS));
    // Articles of tags may be read together with those of sections or afterwards.
    expect([5, 6]).toContain(statements.length);
  });

  test('An article page needs one statement per kind of entity', async () => {
    const trips = await recordRoundTrips(() => gateway.query(ARTICLE_PAGE));
    expect(trips).toHaveLength(2);
    expect(trips.flat().map(tableOf).sort()).toEqual([
      'article', // the article
      'article', // the previous and the next article
      'article_body',
      'article_pin', // the related articles, pins and computed ones
      'article_section',
      'author_of_article',
      'correction', // and the profiles of authors elsewhere, for JSON-LD
      'image',
      'section',
      'tag_of_article',
    ]);
  });

  test('An article page without a standfirst reads the beginning of the body in the same round trips', async () => {
    const trips = await recordRoundTrips(() => gateway.query(ARTICLE_PAGE, { slug: 'story-51' }));
    expect(trips).toHaveLength(2);
    expect(trips.flat()).toHaveLength(11);
  });

  test('A list reads no article bodies', async () => {
    const statements = await recordStatements(() => gateway.query(LIST, { first: 100 }));
    expect(statements.filter((statement) => statement.includes('article_body'))).toEqual([]);
  });

  test('Creating, changing and publishing an article each send a bounded number of statements, many of them together', async () => {
    const write = gateway.queryAs(await gateway.createKey('write', 'publish'));
    let id = '';
    const create = async () => {
      const { createArticle } = await write(
        `mutation { createArticle(input: { title: "New", section: "section-1", tags: ["tag 1", "other"], authors: ["Author 1"], bodyMarkdown: "Words." }) { article { id } userErrors { message } } }`,
      );
      id = createArticle.article.id;
    };
    const update = () =>
      write(
        'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Newer", bodyMarkdown: "Others." }) { revision } }',
        { id },
      );
    const publish = () =>
      write('mutation ($id: ID!) { publishArticle(input: { id: $id }) { status } }', { id });
    const unpublish = () =>
      write('mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { status } }', { id });
    const writes = [];
    for (const send of [create, publish, update, publish, unpublish])
      writes.push(await recordRoundTrips(send));
    const expectAtMost = (bounds: number[], counts: number[]) =>
      expect(counts.map((count, i) => Math.max(count, bounds[i]!))).toEqual(bounds);
    expectAtMost(
      [28, 20, 30, 20, 18],
      writes.map((trips) => trips.flat().length),
    );
    expectAtMost(
      [21, 11, 19, 10, 15],
      writes.map((trips) => trips.length),
    );
  });

  test('Links to other articles read only their columns, unless rows are cached', async () => {
    const page = (selection: string) => `{ article(by: { slug: "story-50" }) {
      previous { ${selection} } next { ${selection} } related(first: 3) { score article { ${selection} } }
    } popular { rank article { ${selection} } } }`;
    const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
    const ids: string[] = [];
    for (const n of [50, 3, 4, 5])
      ids.push((await gateway.query(`{ article(by: { slug: "story-${n}" }) { id } }`)).article.id);
    const [id, ...articles] = ids;
    const pin =
      'mutation ($input: PinRelatedArticlesInput!) { pinRelatedArticles(input: $input) { status } }';
    await desk(pin, { input: { id, articles } });
    await desk('mutation ($id: ID!) { publishArticle(input: { id: $id }) { status } }', { id });
    const view = 'mutation { recordView(input: { article: "story-7" }) { recorded } }';
    await gateway.query(
      view,
      {},
      { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' },
    );
    await waitUntil(async () => (await gateway.query('{ popular { rank } }')).popular.length > 0);
    /** Returns the number of statements that read whole articles. */
    const countWhole = async (by: Gateway, selection: string) =>
      (await recordStatements(() => by.query(page(selection)))).filter((text) =>
        text.includes('"standfirst"'),
      ).length;
    const LINK = 'id slug path title kind publishedAt';
    expect(await countWhole(gateway, LINK)).toBe(1); // the article itself
    const FOUND =
      'url authors { name } tags { name } sections { name } related(first: 2) { article { title } }';
    expect(await countWhole(gateway, `${LINK} ${FOUND}`)).toBe(1);
    expect(await countWhole(gateway, 'title standfirst')).toBe(4);
    const links = await gateway.query(page(`${LINK} ${FOUND}`));
    const whole = await gateway.query(page(`${LINK} ${FOUND} wordCount`));
    expect(withoutField(whole, 'wordCount')).toEqual(links);
    expect([links.article.related.length, links.popular.length]).toEqual([3, 1]);
    const caching = await startGateway({ CACHE_MB: '16' }, { beside: gateway });
    // Nothing is cached before it follows the changes.
    await waitUntil(async () => (await countWhole(caching, 'title path')) === 4);
    await caching.close();
  });

  test('A list by date reads the columns of teasers, and tags and authors those of links', async () => {
    const TEASER = `id slug path title kind publishedAt standfirst url section { name } image { url }
      authors { id slug name path url } tags { id slug name path url } related(first: 2) { article { title } }`;
    const list = (selection: string, args = '') => `{ articles(first: 9${args}) {
      nodes { ${selection} } edges { cursor } pageInfo { endCursor hasNextPage } totalCount
    } sections { articles(first: 2${args}) { edges { node { ${selection} } } } } }`;
    /** Returns the number of statements that read columns beyond these. */
    const countWhole = async (document: string) =>
      (await recordStatements(() => gateway.query(document))).filter((text) =>
        /"word_count"|"bio"|"image_id".*"tag_of_article"/.test(text),
      ).length;
    expect(await countWhole(list(TEASER))).toBe(0);
    expect(await countWhole(list(TEASER, ', orderBy: OLDEST'))).toBe(0);
    expect(await countWhole(list(TEASER, ', orderBy: UPDATED'))).toBe(2);
    expect(await countWhole(list(`${TEASER} wordCount`))).toBe(2);
    expect(await countWhole(list(`${TEASER} bylines: authors { bio }`))).toBe(2);
    for (const args of ['', ', orderBy: OLDEST']) {
      const teasers = await gateway.query(list(TEASER, args));
      const further = 'wordCount tags { description } authors { bio }';
      const whole = await gateway.query(list(`${TEASER} ${further}`, args));
      const same = ['wordCount', 'description', 'bio'].reduce(withoutField, whole);
      expect(same).toEqual(teasers);
      expect(teasers.articles.nodes).toHaveLength(9);
    }
  });

  test('A search sends its analysis and its hits with their articles, in one statement each', async () => {
    const search = (selection: string) => gateway.query(`{ search(query: "story") { ${selection} } }`);
    expect(await recordStatements(() => search('nodes { title path }'))).toHaveLength(2);
    expect(
      await recordStatements(() => search('didYouMean edges { score node { wordCount } }')),
    ).toHaveLength(2);
    const { nodes, edges } = (await search('nodes { id title } edges { node { id title } }')).search;
    expect(nodes).toHaveLength(20);
    expect(edges.map(({ node }: { node: object }) => node)).toEqual(nodes);
  });

  test('A search counts its hits with the page, or with the facets', async () => {
    const count = async (selection: string, args = '') =>
      (await recordStatements(() => gateway.query(`{ search(query: "story"${args}) { ${selection} } }`)))
        .length;
    expect(await count('nodes { title } totalCount')).toBe(await count('nodes { title }'));
    const newest = await count('nodes { title }', ', orderBy: NEWEST');
    expect(await count('nodes { title } totalCount', ', orderBy: NEWEST')).toBe(newest);
    const faceted = await count('facets { years { count } }', ', orderBy: OLDEST');
    expect(await count('totalCount facets { years { count } }', ', orderBy: OLDEST')).toBe(faceted);
    expect(await count('...on SearchConnection { facets { isExact } } totalCount', ', orderBy: OLDEST')).toBe(
      faceted,
    );
  });

  test('A search for links reads only their columns', async () => {
    const search = async (selection: string) =>
      (await recordStatements(() => gateway.query(`{ search(query: "story") { ${selection} } }`))).filter(
        (text) => text.includes('"standfirst"'),
      ).length;
    expect(await search('nodes { title path } totalCount')).toBe(0);
    expect(await search('edges { score node { id slug } }')).toBe(0);
    expect(await search('nodes { title standfirst }')).toBe(1);
    expect(await search('edges { node { title } } nodes { wordCount }')).toBe(1);
    const links = await gateway.query('{ search(query: "story") { nodes { title path } } }');
    const whole = await gateway.query('{ search(query: "story") { nodes { title path wordCount } } }');
    expect(links.search.nodes.length).toBeGreaterThan(0);
    expect(links.search.nodes).toEqual(
      whole.search.nodes.map(({ title, path }: { title: string; path: string }) => ({ title, path })),
    );
  });

  test('A body reads only the requested format', async () => {
    const statements = await recordStatements(() =>
      gateway.query('{ article(by: { slug: "story-1" }) { body { text } } }'),
    );
    const [ofBody] = statements.filter((statement) => statement.includes('article_body'));
    expect(ofBody).toContain('"text"');
    expect(ofBody).not.toContain('"html"');
  });
});

/** Returns a copy without a field, at any depth. */
function withoutField<Value>(value: Value, field: string): Value {
  return JSON.parse(JSON.stringify(value, (key, each) => (key === field ? undefined : each)));
}

function tableOf(statement: string): string {
  return /"published"\."(\w+)"/.exec(statement)?.[1] ?? statement;
}

const NO_IMAGE = {
  alt: '',
  caption: null,
  credit: null,
  width: 800,
  height: 600,
  focalX: null,
  focalY: null,
};
