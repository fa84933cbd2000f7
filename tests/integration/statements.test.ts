import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../support/gateway.js';
import { recordRoundTrips, recordStatements } from '../support/statements.js';

const LIST = `query ($first: Int!) {
  articles(first: $first) {
    nodes {
      title path publishedAt standfirst
      authors { name path } section { name path } sections { name } tags { name path } image { url alt width height }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const ARTICLE_PAGE = `{
  article(by: { slug: "story-50" }) {
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
      'image',
      'section',
      'tag_of_article',
    ]);
  });

  test('A list reads no article bodies', async () => {
    const statements = await recordStatements(() => gateway.query(LIST, { first: 100 }));
    expect(statements.filter((statement) => statement.includes('article_body'))).toEqual([]);
  });

  test('A publication sends a bounded number of statements, and pipelines some', async () => {
    const key = await gateway.createKey('write', 'publish');
    const write = gateway.queryAs(key);
    const { createArticle } = await write(
      `mutation { createArticle(input: { title: "New", section: "section-1", tags: ["tag 1", "other"], authors: ["Author 1"], bodyMarkdown: "Words." }) { article { id } userErrors { message } } }`,
    );
    const { id } = createArticle.article;
    const publish = () =>
      write('mutation ($id: ID!) { publishArticle(input: { id: $id }) { status } }', { id });
    const trips = await recordRoundTrips(publish);
    const edit = 'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Newer" }) { revision } }';
    await write(edit, { id });
    const again = await recordRoundTrips(publish);
    expect(trips.flat().length).toBeLessThanOrEqual(38);
    expect(again.flat().length).toBeLessThanOrEqual(43);
    expect(again.length).toBeLessThan(again.flat().length);
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
