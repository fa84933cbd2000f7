import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AccessLevel } from '../../../src/shared/article/access-level.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
const ids: Record<string, string> = {};

beforeAll(async () => {
  gateway = await startGateway();
  const save = async (article: Parameters<Gateway['save']>[0]) => {
    ids[article.slug!] = toGlobalId('Article', await gateway.save(article));
  };
  await save({
    slug: 'talks-open',
    title: 'Talks open in Beijing',
    standfirst: 'Eleven states sit down, and two of them sit apart from the rest.',
    section: ['World'],
    tags: ['Diplomacy', 'Trade'],
    authors: ['Zoë Okafor', 'Kwame Adusei'],
    body: {
      format: 'markdown',
      text: '## First day\n\nThe *doors* opened at nine.\n\n## Second day\n\nThey closed at six.',
    },
    image: {
      url: '/media/hall.jpg',
      alt: 'A hall',
      caption: 'The hall at nine',
      credit: 'A. Photographer',
      width: 1200,
      height: 675,
      focalX: 0.25,
      focalY: 0.75,
    },
    corrections: [{ text: 'There are eleven states, not twelve.', at: new Date('2026-02-02T00:00:00Z') }],
    publishedAt: new Date('2026-02-01T09:00:00Z'),
    updatedAt: new Date('2026-02-02T00:00:00Z'),
  });
  await save({
    slug: 'tides',
    section: ['Science', 'Climate'],
    tags: ['Sea'],
    authors: ['Zoë Okafor'],
    publishedAt: new Date('2026-02-10T00:00:00Z'),
  });
  await save({
    slug: 'labs',
    section: ['Science'],
    tags: ['Trade'],
    publishedAt: new Date('2026-03-01T00:00:00Z'),
  });
  await save({
    slug: 'loose',
    body: { format: 'markdown', text: 'word '.repeat(500) },
    publishedAt: new Date('2025-12-31T23:59:59Z'),
  });
  await save({ slug: 'unfinished', section: ['World'], tags: ['Secret'], authors: ['Mole'], draft: true });
});
afterAll(() => gateway.close());

async function slugsOf(filter: object, orderBy = 'NEWEST'): Promise<string[]> {
  const document = `query ($filter: ArticleFilter, $orderBy: ArticleOrder!) {
    articles(filter: $filter, orderBy: $orderBy) { nodes { slug } totalCount }
  }`;
  const { articles } = await gateway.query(document, { filter, orderBy });
  expect(articles.totalCount).toBe(articles.nodes.length);
  return articles.nodes.map(({ slug }: any) => slug);
}

test('The article query returns everything that an article page shows', async () => {
  const { article } = await gateway.query(`{
    article(by: { slug: "talks-open" }) {
      slug path url title standfirst excerpt(words: 3) publishedAt updatedAt wordCount readingTime
      authors { name slug path } section { name path } tags { name path articleCount }
      image { url alt caption credit width height focalPoint { x y } }
      corrections { text at }
      body { html text outline { level text anchor } blocks { __typename } }
      previous { slug } next { slug }
    }
  }`);
  expect(article).toEqual({
    slug: 'talks-open',
    path: '/world/talks-open',
    url: 'https://courier.example/world/talks-open',
    title: 'Talks open in Beijing',
    standfirst: 'Eleven states sit down, and two of them sit apart from the rest.',
    excerpt: 'Eleven states sit …',
    publishedAt: '2026-02-01T09:00:00.000Z',
    updatedAt: '2026-02-02T00:00:00.000Z',
    wordCount: 13,
    readingTime: 1,
    authors: [
      { name: 'Zoë Okafor', slug: 'zoe-okafor', path: '/authors/zoe-okafor' },
      { name: 'Kwame Adusei', slug: 'kwame-adusei', path: '/authors/kwame-adusei' },
    ],
    section: { name: 'World', path: '/world' },
    tags: [
      { name: 'Diplomacy', path: '/tags/diplomacy', articleCount: 1 },
      { name: 'Trade', path: '/tags/trade', articleCount: 2 },
    ],
    image: {
      url: 'https://courier.example/media/hall.jpg',
      alt: 'A hall',
      caption: 'The hall at nine',
      credit: 'A. Photographer',
      width: 1200,
      height: 675,
      focalPoint: { x: 0.25, y: 0.75 },
    },
    corrections: [{ text: 'There are eleven states, not twelve.', at: '2026-02-02T00:00:00.000Z' }],
    body: {
      html: '<h2 id="first-day">First day</h2>\n<p>The <em>doors</em> opened at nine.</p>\n<h2 id="second-day">Second day</h2>\n<p>They closed at six.</p>',
      text: 'First day\n\nThe doors opened at nine.\n\nSecond day\n\nThey closed at six.',
      outline: [
        { level: 2, text: 'First day', anchor: 'first-day' },
        { level: 2, text: 'Second day', anchor: 'second-day' },
      ],
      blocks: [
        { __typename: 'HeadingBlock' },
        { __typename: 'ParagraphBlock' },
        { __typename: 'HeadingBlock' },
        { __typename: 'ParagraphBlock' },
      ],
    },
    previous: { slug: 'loose' },
    next: { slug: 'tides' },
  });
});

test('The excerpt of an article without a standfirst is the beginning of its body', async () => {
  const { article } = await gateway.query(
    '{ article(by: { slug: "loose" }) { excerpt(words: 3) longest: excerpt(words: 100) path readingTime section { id } image { url } next { slug } previous { slug } } }',
  );
  expect(article).toMatchObject({
    excerpt: 'word word word …',
    path: '/loose',
    readingTime: 2,
    section: null,
    image: null,
    previous: null,
  });
  expect(article.longest.split(' ')).toHaveLength(101);
});

test('The article query returns null for drafts and unknown slugs', async () => {
  expect(
    await gateway.query(
      '{ a: article(by: { slug: "unfinished" }) { id } b: article(by: { slug: "never" }) { id } }',
    ),
  ).toEqual({ a: null, b: null });
});

test('Tags, authors and paths that only a draft has are hidden from readers', async () => {
  const found = await gateway.query(`{
    tag(by: { slug: "secret" }) { name } author(by: { slug: "mole" }) { name }
    tags { nodes { slug } totalCount } authors { nodes { slug } totalCount }
    route(path: "/world/unfinished") { status node { id } suggestions { slug } }
    node(id: "${ids.unfinished}") { id }
  }`);
  expect(found).toMatchObject({
    tag: null,
    author: null,
    tags: { totalCount: 3 },
    authors: { totalCount: 2 },
    route: { status: 'NOT_FOUND', node: null, suggestions: [] },
    node: null,
  });
});

describe('Article filter', () => {
  test.each<[object, string[]]>([
    [{}, ['labs', 'tides', 'talks-open', 'loose']],
    [{ sections: { any: ['science'] } }, ['labs', 'tides']],
    [{ sections: { any: ['climate'] } }, ['tides']],
    [{ sections: { any: ['climate', 'world'] } }, ['tides', 'talks-open']],
    [{ tags: { any: ['trade'] } }, ['labs', 'talks-open']],
    [{ tags: { any: ['trade', 'sea'] } }, ['labs', 'tides', 'talks-open']],
    [{ tags: { any: ['trade'] }, sections: { any: ['science'] } }, ['labs']],
    [{ authors: { any: ['zoe-okafor'] } }, ['tides', 'talks-open']],
    [{ authors: { any: ['zoe-okafor'] }, tags: { any: ['sea'] } }, ['tides']],
    [{ publishedAt: { after: '2026-02-10T00:00:00Z' } }, ['labs', 'tides']],
    [{ publishedAt: { before: '2026-02-10T00:00:00Z' } }, ['talks-open', 'loose']],
    [{ sections: { any: ['no-such-section'] } }, []],
    [{ tags: { any: ['no-such-tag'] } }, []],
    [{ tags: { any: [] } }, []],
    [{ sections: null, tags: { any: null } }, ['labs', 'tides', 'talks-open', 'loose']],
  ])('narrows a list by %j', async (filter, slugs) => {
    expect(await slugsOf(filter)).toEqual(slugs);
  });

  test('omits the articles of `not: { ids }`', async () => {
    expect(await slugsOf({ not: { ids: [ids.labs, ids.loose] } })).toEqual(['tides', 'talks-open']);
  });

  test('rejects the id of a section for an article', async () => {
    const document = '{ articles(filter: { not: { ids: ["U2VjdGlvbjox"] } }) { totalCount } }';
    expect((await gateway.queryErrors(document))[0]!.message).toBe(
      'filter.not.ids: "U2VjdGlvbjox" is not the ID of an Article.',
    );
  });
});

test('Sections, tags and authors list their articles, sections also those of their subsections', async () => {
  const found = await gateway.query(`{
    sections { slug articles { totalCount nodes { slug } } children { slug parent { slug } articles { nodes { slug } } } }
    tags(orderBy: NAME) { nodes { slug articles(orderBy: OLDEST) { totalCount nodes { slug } } } }
    authors { nodes { slug articles(first: 1) { totalCount nodes { slug } pageInfo { hasNextPage } } } }
  }`);
  expect(found.sections).toEqual([
    { slug: 'world', articles: { totalCount: 1, nodes: [{ slug: 'talks-open' }] }, children: [] },
    {
      slug: 'science',
      articles: { totalCount: 2, nodes: [{ slug: 'labs' }, { slug: 'tides' }] },
      children: [{ slug: 'climate', parent: { slug: 'science' }, articles: { nodes: [{ slug: 'tides' }] } }],
    },
  ]);
  expect(found.tags.nodes).toEqual([
    { slug: 'diplomacy', articles: { totalCount: 1, nodes: [{ slug: 'talks-open' }] } },
    { slug: 'sea', articles: { totalCount: 1, nodes: [{ slug: 'tides' }] } },
    { slug: 'trade', articles: { totalCount: 2, nodes: [{ slug: 'talks-open' }, { slug: 'labs' }] } },
  ]);
  expect(found.authors.nodes).toEqual([
    {
      slug: 'kwame-adusei',
      articles: { totalCount: 1, nodes: [{ slug: 'talks-open' }], pageInfo: { hasNextPage: false } },
    },
    {
      slug: 'zoe-okafor',
      articles: { totalCount: 2, nodes: [{ slug: 'tides' }], pageInfo: { hasNextPage: true } },
    },
  ]);
});

test('The archive counts articles by month in UTC', async () => {
  const { archive, science } = await gateway.query(`{
    archive { year month articleCount }
    science: archive(filter: { sections: { any: ["science"] } }) { year month articleCount }
  }`);
  expect(archive).toEqual([
    { year: 2026, month: 3, articleCount: 1 },
    { year: 2026, month: 2, articleCount: 2 },
    { year: 2025, month: 12, articleCount: 1 },
  ]);
  expect(science).toEqual([
    { year: 2026, month: 3, articleCount: 1 },
    { year: 2026, month: 2, articleCount: 1 },
  ]);
});

test('The nodes query returns nodes by global id, and null for other ids', async () => {
  const { article } = await gateway.query(
    '{ article(by: { slug: "talks-open" }) { id section { id } tags { id } authors { id } } }',
  );
  const all = [article.id, article.section.id, article.tags[0].id, article.authors[0].id];
  const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
  const { nodes } = await gateway.query(document, {
    ids: [...all, 'rubbish', toGlobalId('Article', 999), toGlobalId('Image', 1)],
  });
  expect(nodes).toEqual([
    { __typename: 'Article', id: all[0] },
    { __typename: 'Section', id: all[1] },
    { __typename: 'Tag', id: all[2] },
    { __typename: 'Author', id: all[3] },
    null,
    null,
    null,
  ]);
  expect((await gateway.queryErrors(document, { ids: Array(101).fill(article.id) }))[0]!.message).toContain(
    'ids must be between 0 and 100',
  );
});

test('Tags can be paged by usage and by name', async () => {
  const document = `query ($orderBy: TagOrder!, $after: String) {
    tags(first: 2, orderBy: $orderBy, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } totalCount }
  }`;
  for (const [orderBy, pages] of [
    ['MOST_USED', [['trade', 'sea'], ['diplomacy']]],
    ['NAME', [['diplomacy', 'sea'], ['trade']]],
  ] as const) {
    const first = (await gateway.query(document, { orderBy })).tags;
    const second = (await gateway.query(document, { orderBy, after: first.pageInfo.endCursor })).tags;
    expect([first, second].map(({ nodes }) => nodes.map(({ slug }: any) => slug))).toEqual(pages);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  }
});

describe('Article SEO', () => {
  const document = `{ article(by: { slug: "talks-open" }) {
    seo { title description canonicalUrl jsonLd openGraph { property content } }
  } }`;

  test('includes a schema.org NewsArticle as JSON-LD', async () => {
    const { seo } = (await gateway.query(document)).article;
    expect(JSON.parse(seo.jsonLd)).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      headline: 'Talks open in Beijing',
      mainEntityOfPage: { '@id': 'https://courier.example/world/talks-open' },
      datePublished: '2026-02-01T09:00:00.000Z',
      dateModified: '2026-02-02T00:00:00.000Z',
      author: [
        { '@type': 'Person', name: 'Zoë Okafor', url: 'https://courier.example/authors/zoe-okafor' },
        { '@type': 'Person', name: 'Kwame Adusei', url: 'https://courier.example/authors/kwame-adusei' },
      ],
      image: [
        { '@type': 'ImageObject', url: 'https://courier.example/media/hall.jpg', width: 1200, height: 675 },
      ],
      articleSection: 'World',
      keywords: ['Diplomacy', 'Trade'],
    });
  });

  test('includes every Open Graph tag that the article has data for', async () => {
    const { seo } = (await gateway.query(document)).article;
    const tags = seo.openGraph.map(({ property, content }: any) => `${property}=${content}`);
    expect(tags).toEqual([
      'og:type=article',
      'og:title=Talks open in Beijing',
      'og:description=Eleven states sit down, and two of them sit apart from the rest.',
      'og:url=https://courier.example/world/talks-open',
      'og:site_name=The Harbour Courier',
      'og:locale=en_US',
      'og:image=https://courier.example/media/hall.jpg',
      'og:image:alt=A hall',
      'og:image:width=1200',
      'og:image:height=675',
      'article:published_time=2026-02-01T09:00:00.000Z',
      'article:modified_time=2026-02-02T00:00:00.000Z',
      'article:section=World',
      'article:author=https://courier.example/authors/zoe-okafor',
      'article:author=https://courier.example/authors/kwame-adusei',
      'article:tag=Diplomacy',
      'article:tag=Trade',
      'twitter:card=summary_large_image',
    ]);
  });

  test('describes an article without a standfirst with the beginning of its body, in all metadata', async () => {
    const text = 'The ferry sails at six, and the harbour wakes with it. '.repeat(5);
    await gateway.save({ slug: 'no-standfirst', standfirst: null, body: { format: 'markdown', text } });
    await gateway.save({ slug: 'no-text', standfirst: null, body: { format: 'markdown', text: '' } });
    const { articles } =
      await gateway.query(`{ articles(filter: { slugs: ["no-standfirst", "no-text"] }, orderBy: TITLE) {
      nodes { slug seo { description jsonLd openGraph { property content } } } } }`);
    const found = Object.fromEntries(articles.nodes.map(({ slug, seo }: any) => [slug, seo]));
    const { description, jsonLd, openGraph } = found['no-standfirst'];
    expect(description).toBe(
      'The ferry sails at six, and the harbour wakes with it. The ferry sails at six, and the harbour wakes with it. The ferry sails at six, and the harbour …',
    );
    expect(JSON.parse(jsonLd).description).toBe(description);
    expect(openGraph).toContainEqual({ property: 'og:description', content: description });
    expect(found['no-text'].description).toBeNull();
  });

  test('describes an article for members with its free preview alone', async () => {
    const text = 'Everybody reads this.\n\n<!--members-only-->\n\nMembers read this.';
    const access = AccessLevel.MEMBERS;
    await gateway.save({ slug: 'for-members', standfirst: null, access, body: { format: 'markdown', text } });
    const { article } = await gateway.query(
      '{ article(by: { slug: "for-members" }) { seo { description } } }',
    );
    expect(article.seo.description).toBe('Everybody reads this.');
  });

  test('escapes a title that would close the script element of the JSON-LD', async () => {
    await gateway.save({ slug: 'hostile', title: 'A </script><script>alert(1)</script>' });
    const { article } = await gateway.query('{ article(by: { slug: "hostile" }) { seo { jsonLd } } }');
    expect(article.seo.jsonLd).not.toContain('<');
    expect(JSON.parse(article.seo.jsonLd).headline).toBe('A </script><script>alert(1)</script>');
  });
});
