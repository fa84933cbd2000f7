import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway({ REQUIRE_ALT_TEXTS: 'true' });
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
});
afterAll(() => gateway.close());

async function write(mutation: string, input: object) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { payload } = await desk(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { article { id } userErrors { code field message } } }`,
    { input },
  );
  return payload;
}

const listSlugs = async (isTrue: boolean, query = preview) => {
  const { articles } = await query(
    `{ articles(filter: { hasPictureWithoutAlt: ${isTrue} }) { nodes { slug } } }`,
  );
  return articles.nodes.map(({ slug }: { slug: string }) => slug).sort();
};

const BARE = 'https://pictures.example/bare.jpg?a=1&b=2';
const BODY = {
  html: `<p>A</p><img src="${BARE.replace('&', '&amp;')}" alt=""><img src="https://pictures.example/told.jpg" alt="A quay">`,
};
const refusal = (pictures: string, field = ['id']) => [
  {
    code: 'NOT_ALLOWED',
    field,
    message: `Pictures without a text alternative: ${pictures}. Give each its alt, then publish again.`,
  },
];

test('An article with a picture without a text alternative is saved, listed, and refused on publication', async () => {
  const { article, userErrors } = await write('createArticle', { title: 'Bare', slug: 'bare', body: BODY });
  expect(userErrors).toEqual([]);
  expect(await listSlugs(true)).toEqual(['bare']);
  expect((await write('publishArticle', { id: article.id })).userErrors).toEqual(
    refusal(`picture 1 of the text ${BARE}`),
  );
  const later = new Date(Date.now() + 86_400_000);
  expect((await write('publishArticle', { id: article.id, scheduledFor: later })).userErrors).toEqual(
    refusal(`picture 1 of the text ${BARE}`),
  );
  const { updateArticles } = await desk(
    `mutation ($ids: [ID!]) { updateArticles(input: { ids: $ids, publish: {} }) { results { userErrors { code } } } }`,
    { ids: [article.id] },
  );
  expect(updateArticles.results).toEqual([
    { userErrors: [expect.objectContaining({ code: 'NOT_ALLOWED' })] },
  ]);
  const told = { html: BODY.html.replace('alt=""', 'alt="A boat &gt; a ship"') };
  expect((await write('updateArticle', { id: article.id, body: told, publish: {} })).userErrors).toEqual([]);
  expect(await listSlugs(true)).toEqual([]);
  expect(await listSlugs(false)).toEqual(['bare']);
});

test('A lead picture counts too, and what is published when it is created', async () => {
  const image = { url: 'https://pictures.example/lead.jpg', alt: '' };
  const input = { title: 'Lead', slug: 'lead', image, body: BODY, publish: {} };
  const { userErrors } = await write('createArticle', input);
  expect(userErrors).toEqual([
    expect.objectContaining({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining(`the lead picture ${image.url}, picture 1 of the text ${BARE}.`),
    }),
  ]);
  expect(await listSlugs(true)).toEqual([]);
  expect((await write('createArticle', { ...input, publish: null })).userErrors).toEqual([]);
  expect(await listSlugs(true)).toEqual(['lead']);
});

test('Each article of the list names its pictures, those of its latest revision alone', async () => {
  const PICTURES = `query ($slug: String!) { article(by: { slug: $slug }) { picturesWithoutAlt { url isLead number } } }`;
  const image = { url: 'https://pictures.example/lead.jpg', alt: '' };
  const told = '<img src="https://pictures.example/told.jpg" alt="A quay">';
  const body = { html: `${told}<p>A</p><img src="${BARE}" alt="">${told}<img src="/media/own.jpg" alt="">` };
  const { article } = await write('createArticle', { title: 'Many', slug: 'many', image, body });
  const read = async (query = preview) =>
    (await query(PICTURES, { slug: 'many' })).article.picturesWithoutAlt;
  expect(await read()).toEqual([
    { url: image.url, isLead: true, number: null },
    { url: BARE, isLead: false, number: 2 },
    { url: expect.stringMatching(/^https?:.*\/media\/own\.jpg$/), isLead: false, number: 4 },
  ]);
  const repaired = { id: article.id, image: { ...image, alt: 'A ferry' }, body: { html: told }, publish: {} };
  expect((await write('updateArticle', repaired)).userErrors).toEqual([]);
  expect(await read()).toEqual([]);
  await expect(read(gateway.query)).rejects.toThrow(/preview or write/);
});

test('An import is published as it is, and editors find it', async () => {
  await gateway.save({ slug: 'imported', body: { format: 'html', text: BODY.html } });
  expect(await listSlugs(true, desk)).toEqual(['imported']);
});

test('The list needs a key, and without the setting nothing is refused', async () => {
  await expect(listSlugs(true, gateway.query)).rejects.toThrow(/preview or write/);
  const other = await startGateway();
  try {
    const query = other.queryAs(await other.createKey('write', 'publish'));
    const { payload } = await query(
      'mutation ($input: CreateArticleInput!) { payload: createArticle(input: $input) { userErrors { code } } }',
      { input: { title: 'Bare', body: BODY, publish: {} } },
    );
    expect(payload.userErrors).toEqual([]);
  } finally {
    await other.close();
  }
});
