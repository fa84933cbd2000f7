import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../tests/support/gateway.js';
import { createSeededDatabase, type TestDatabase } from '../../../tests/support/test-database.js';
import { editableBodyFragment, toBlockInput } from '../src/blocks.js';

const FORMS = 'html markdown text outline { text anchor level } blocks { id html }';
const READ = `query ($id: ID!) { article(by: { id: $id }) {
  body { ${FORMS} } editable: body { ...DatelineEditableBody }
} } ${editableBodyFragment}`;
const UPDATE = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) {
  userErrors { field code message } article { body { ${FORMS} } }
} }`;

let database: TestDatabase;
let gateway: Gateway;
let desk: Gateway['query'];
beforeAll(async () => {
  database = await createSeededDatabase();
  gateway = await startGateway({}, { database });
  const key = gateway.queryAs(await gateway.createKey('write', 'preview'));
  desk = (document, variables) => key(document, variables, { 'x-perspective': 'preview' });
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

test('Every body of the sample content that is read and sent back is the same body', async () => {
  const { articles } = await gateway.query('{ articles(first: 100) { nodes { id } } }');
  expect(articles.nodes.length).toBeGreaterThan(30);
  for (const { id } of articles.nodes) {
    const { article } = await desk(READ, { id });
    const blocks = article.editable.blocks.map((block: { __typename: string }) => toBlockInput(block));
    const { updateArticle } = await desk(UPDATE, { input: { id, body: { blocks } } });
    expect(updateArticle).toEqual({ userErrors: [], article: { body: article.body } });
  }
});

test('The fields of a block that differ are written, and the others stay', async () => {
  const html =
    '<p>One <a href="#two" rel="nofollow">link</a>.</p><h2 id="two">Two</h2>' +
    '<figure><img src="/a.jpg" alt="A" srcset="/a.jpg 1x, /b.jpg 2x" width="600" height="400"><figcaption>Before</figcaption></figure>' +
    '<aside><p>In a <b>box</b>.</p><p>Last.</p></aside>';
  const CREATE =
    'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }';
  const { createArticle } = await desk(CREATE, { input: { title: 'Boxes', body: { html } } });
  const { id } = createArticle.article;
  const [paragraph, heading, image, box] = (await desk(READ, { id })).article.editable.blocks;
  paragraph.inlines[0].text = 'Another ';
  image.caption[0].text = 'After';
  image.image.alt = 'B';
  box.blocks[1].inlines[0] = { ...box.blocks[1].inlines[0], text: 'End.', marks: ['EMPHASIS'] };
  const blocks = [paragraph, heading, image, box].map((block) => toBlockInput(block));
  const { updateArticle } = await desk(UPDATE, { input: { id, body: { blocks } } });
  expect(updateArticle.userErrors).toEqual([]);
  expect(updateArticle.article.body.html.split('\n')).toEqual([
    '<p>Another <a href="#two" rel="nofollow">link</a>.</p>',
    '<h2 id="two">Two</h2>',
    '<figure><img src="/a.jpg" alt="B" srcset="/a.jpg 1x, /b.jpg 2x" width="600" height="400"><figcaption>After</figcaption></figure>',
    '<aside><p>In a <b>box</b>.</p><p><em>End.</em></p></aside>',
  ]);
});

test('toBlockInput leaves out what a mutation does not take', () => {
  const image = { id: '1', url: 'https://example.org/a.jpg', alt: '', srcSet: null, width: 2, height: null };
  expect(toBlockInput({ __typename: 'HtmlBlock', id: 'x', html: '<dl></dl>', text: '' } as never)).toEqual({
    html: { html: '<dl></dl>' },
  });
  expect(
    toBlockInput({ __typename: 'ImageBlock', id: 'y', image, caption: null, link: undefined } as never),
  ).toEqual({
    image: { image: { url: 'https://example.org/a.jpg', alt: '', width: 2 }, caption: null },
  });
});
