import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';
import { startTwoInstances } from '../../support/two-instances.js';

const PICTURE = { url: 'https://pictures.example/tide.jpg', alt: 'The tide', width: 800, height: 600 };
const LISTED =
  'name path url articleCount image { url alt } feeds { url format mimeType } robots { isIndexed isFollowed } seo { title description canonicalUrl robots jsonLd openGraph { property content } }';

let gateway: Gateway;
let desk: Query;

beforeAll(async () => {
  gateway = await startGateway({
    GATEWAY_URL: 'https://gateway.example',
    SITE_TITLE: 'The Courier',
    SITE_DESCRIPTION: 'News of the harbour.',
    SITE_SEARCH_URL: 'https://courier.example/search?q={search_term_string}',
  });
  desk = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
  await gateway.save({
    slug: 'one',
    section: ['World', 'Asia'],
    otherSections: [['Sport']],
    tags: ['Tides'],
    authors: ['Ann Marsh'],
  });
  await gateway.save({ slug: 'two', section: ['World'], tags: ['Tides', 'Ice'], authors: ['Ben Brook'] });
  await gateway.save({ slug: 'draft', section: ['World'], draft: true });
});
afterAll(() => gateway.close());

/** Runs a mutation that must succeed. */
async function change(mutation: string, input: object) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { userErrors { code field } } }`;
  const { payload } = await desk(document, { input });
  expect(payload.userErrors).toEqual([]);
}

async function read(type: 'section' | 'tag' | 'author', slug: string) {
  const data = await gateway.query(
    `query ($slug: String!) { node: ${type}(by: { slug: $slug }) { id ${LISTED} } }`,
    {
      slug,
    },
  );
  return { ...data.node, jsonLd: JSON.parse(data.node.seo.jsonLd) };
}

const toProperties = (tags: { property: string; content: string }[]) =>
  Object.fromEntries(tags.map(({ property, content }) => [property, content]));

describe('Pages of lists', () => {
  test('a section has its URL, feeds, picture and metadata with its place in the tree', async () => {
    const { id } = await read('section', 'asia');
    await change('updateSection', { id, description: 'From Port Maren to the sea.', image: PICTURE });
    const asia = await read('section', 'asia');
    expect(asia).toMatchObject({
      path: '/world/asia',
      url: 'https://courier.example/world/asia',
      articleCount: 1,
      image: { url: PICTURE.url, alt: PICTURE.alt },
      feeds: [
        {
          url: 'https://gateway.example/feeds/world/asia/rss.xml',
          format: 'RSS',
          mimeType: 'application/rss+xml',
        },
        {
          url: 'https://gateway.example/feeds/world/asia/atom.xml',
          format: 'ATOM',
          mimeType: 'application/atom+xml',
        },
        {
          url: 'https://gateway.example/feeds/world/asia/feed.json',
          format: 'JSON',
          mimeType: 'application/feed+json',
        },
      ],
      seo: {
        title: 'Asia',
        description: 'From Port Maren to the sea.',
        canonicalUrl: 'https://courier.example/world/asia',
      },
      jsonLd: {
        '@context': 'https://schema.org',
        '@type': 'CollectionPage',
        name: 'Asia',
        image: { '@type': 'ImageObject', url: PICTURE.url, width: 800 },
        breadcrumb: {
          '@type': 'BreadcrumbList',
          itemListElement: [
            { position: 1, name: 'The Courier', item: 'https://courier.example/' },
            { position: 2, name: 'World', item: 'https://courier.example/world' },
            { position: 3, name: 'Asia', item: 'https://courier.example/world/asia' },
          ],
        },
      },
    });
    expect(toProperties(asia.seo.openGraph)).toMatchObject({
      'og:type': 'website',
      'og:url': 'https://courier.example/world/asia',
      'og:image': PICTURE.url,
      'twitter:card': 'summary_large_image',
    });
  });

  test('every feed that is named answers in its format', async () => {
    for (const [type, slug] of [
      ['section', 'asia'],
      ['tag', 'tides'],
      ['author', 'ann-marsh'],
    ] as const) {
      for (const { url, mimeType } of (await read(type, slug)).feeds) {
        const response = await fetch(`${gateway.address}${new URL(url).pathname}`);
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe(`${mimeType}; charset=utf-8`);
      }
    }
  });

  test('a tag and an author have pages too', async () => {
    const tag = await read('tag', 'tides');
    await change('updateTag', { id: tag.id, image: PICTURE });
    expect(await read('tag', 'tides')).toMatchObject({
      url: 'https://courier.example/tags/tides',
      articleCount: 2,
      image: { alt: PICTURE.alt },
      seo: { title: 'Tides', description: null },
      jsonLd: { '@type': 'CollectionPage', about: { '@type': 'Thing', name: 'Tides' } },
    });
    const author = await read('author', 'ann-marsh');
    await change('updateAuthor', { id: author.id, bio: 'Writes of </script>.', image: PICTURE });
    const ann = await read('author', 'ann-marsh');
    expect(ann).toMatchObject({
      url: 'https://courier.example/authors/ann-marsh',
      articleCount: 1,
      jsonLd: {
        '@type': 'ProfilePage',
        mainEntity: { '@type': 'Person', name: 'Ann Marsh', image: { url: PICTURE.url } },
      },
    });
    expect(ann.seo.jsonLd).not.toContain('</script>');
    expect(toProperties(ann.seo.openGraph)).toMatchObject({
      'og:type': 'profile',
      'twitter:card': 'summary',
    });
  });

  test('null removes a picture, an omitted one stays, and an invalid one is refused', async () => {
    await change('createSection', { name: 'Pictured', image: PICTURE });
    await change('createTag', { name: 'Pictured', image: PICTURE });
    const section = await read('section', 'pictured');
    expect(section.image).not.toBeNull();
    await change('updateSection', { id: section.id, name: 'Renamed' });
    expect((await read('section', 'pictured')).image).not.toBeNull();
    await change('updateSection', { id: section.id, image: null });
    expect((await read('section', 'pictured')).image).toBeNull();
    const { payload } = await desk(
      `mutation { payload: updateSection(input: { id: "${section.id}", image: { url: "https://x.example/", alt: "", width: 0 } }) { userErrors { code field } } }`,
    );
    expect(payload.userErrors).toEqual([{ code: 'INVALID', field: ['image', 'width'] }]);
  });

  test('articleCount counts the articles that match the filter', async () => {
    const { world, tag, author } = await gateway.query(`{
      world: section(by: { slug: "world" }) {
        articleCount none: articleCount(filter: { tags: { any: ["none"] } }) ice: articleCount(filter: { tags: { any: ["ice"] } })
        articles { totalCount }
      }
      tag(by: { slug: "tides" }) { asia: articleCount(filter: { sections: { any: ["asia"] } }) }
      author(by: { slug: "ben-brook" }) { articleCount sport: articleCount(filter: { sections: { any: ["sport"] } }) }
    }`);
    expect(world).toEqual({ articleCount: 2, none: 0, ice: 1, articles: { totalCount: 2 } });
    expect(tag).toEqual({ asia: 1 });
    expect(author).toEqual({ articleCount: 1, sport: 0 });
    const { world: seen } = await desk(
      '{ world: section(by: { slug: "world" }) { articleCount } }',
      {},
      { 'x-perspective': 'preview' },
    );
    expect(seen.articleCount).toBe(3);
  });

  test('the counts of any number of lists are one statement', async () => {
    const statements = await recordStatements(() =>
      gateway.query(
        '{ sections { articleCount children { articleCount } } authors { nodes { articleCount } } }',
      ),
    );
    const countStatements = (kind: string) =>
      statements.filter((statement) => statement.includes(`c.kind = '${kind}'`)).length;
    expect(countStatements('section')).toBe(1);
    expect(countStatements('author')).toBe(1);
  });

  test('the site has feeds, and metadata with its publisher and search', async () => {
    const { site } = await gateway.query(
      '{ site { feeds { url } seo { title description canonicalUrl jsonLd openGraph { property content } } } }',
    );
    expect(site.feeds.map(({ url }: { url: string }) => url)).toEqual([
      'https://gateway.example/feeds/rss.xml',
      'https://gateway.example/feeds/atom.xml',
      'https://gateway.example/feeds/feed.json',
    ]);
    expect(site.seo).toMatchObject({
      title: 'The Courier',
      description: 'News of the harbour.',
      canonicalUrl: 'https://courier.example/',
    });
    expect(JSON.parse(site.seo.jsonLd)).toMatchObject({
      '@graph': [
        { '@type': 'Organization', name: 'The Courier', url: 'https://courier.example/' },
        {
          '@type': 'WebSite',
          potentialAction: {
            '@type': 'SearchAction',
            target: { urlTemplate: 'https://courier.example/search?q={search_term_string}' },
            'query-input': 'required name=search_term_string',
          },
        },
      ],
    });
    expect(toProperties(site.seo.openGraph)).toMatchObject({ 'og:type': 'website' });
  });

  test('an article has the place of its primary section as breadcrumb', async () => {
    const { article } = await gateway.query('{ article(by: { slug: "one" }) { seo { jsonLd } } }');
    const { breadcrumb } = JSON.parse(article.seo.jsonLd).mainEntityOfPage;
    expect(breadcrumb.itemListElement.map(({ item }: { item: string }) => item)).toEqual([
      'https://courier.example/',
      'https://courier.example/world',
      'https://courier.example/world/asia',
      'https://courier.example/world/asia/one',
    ]);
  });
});

test('Cached pages of lists follow changes of their articles, names, pictures and places', async () => {
  const two = await startTwoInstances();
  const { edit, sendQuery, getArticleId, waitForCacheSync } = two;
  await two.gateway.save({ slug: 'one', section: ['World', 'Asia'], tags: ['Tides'], authors: ['Ann'] });
  await two.gateway.save({ slug: 'two', section: ['Sport'], tags: ['Tides'], authors: ['Ann'] });
  const queries = [
    `{ sections { ${LISTED} children { ${LISTED} } } }`,
    `{ tags { nodes { ${LISTED} } } authors { nodes { ${LISTED} } } }`,
    '{ section(by: { slug: "sport" }) { articleCount(filter: { tags: { any: ["tides"] } }) } }',
    '{ article(by: { slug: "one" }) { seo { jsonLd } tags { name description image { url } } authors { role email links { url label } } } }',
  ];
  const find = async (type: string, slug: string) =>
    (await sendQuery(`{ ${type}(by: { slug: "${slug}" }) { id } }`)).data[type].id;
  const one = await getArticleId('one');
  const image = `image: { url: "${PICTURE.url}", alt: "A" }`;
  const robots = 'robots: { isIndexed: false }';
  const edits: [string, string][] = [
    ['updateSection', `{ id: "${await find('section', 'asia')}", seoTitle: "All of Asia", ${robots} }`],
    ['updateTag', `{ id: "${await find('tag', 'tides')}", description: "Of the sea.", ${robots} }`],
    ['updateTag', `{ id: "${await find('tag', 'tides')}", seoDescription: "Twice a day.", robots: null }`],
    [
      'updateAuthor',
      `{ id: "${await find('author', 'ann')}", role: "Editor", email: "ann@courier.example", links: [{ url: "https://x.com/ann" }], ${robots} }`,
    ],
    ['updateAuthor', `{ id: "${await find('author', 'ann')}", links: [], seoTitle: "Ann of the sea" }`],
    ['updateSection', `{ id: "${await find('section', 'asia')}", ${image} }`],
    ['updateTag', `{ id: "${await find('tag', 'tides')}", ${image} }`],
    ['updateAuthor', `{ id: "${await find('author', 'ann')}", bio: "B", ${image} }`],
    ['updateArticle', `{ id: "${one}", sections: ["asia", "sport"], tags: [] }`],
    ['publishArticle', `{ id: "${one}" }`],
    ['updateSection', `{ id: "${await find('section', 'world')}", slug: "planet", name: "Planet" }`],
    ['updateSection', `{ id: "${await find('section', 'asia')}", parent: "sport" }`],
    ['unpublishArticle', `{ id: "${one}" }`],
  ];
  for (const [name, input] of edits) {
    for (const query of queries) await sendQuery(query);
    await edit(name, input);
    await waitForCacheSync();
    for (const query of queries) {
      const fresh = await sendQuery(query, two.getEditorHeaders());
      expect((await sendQuery(query)).text).toBe(fresh.text);
    }
  }
  await two.close();
});
