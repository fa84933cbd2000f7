import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  gateway = await startGateway();
  desk = gateway.queryAs(await gateway.createKey('write', 'preview'));
});
afterAll(() => gateway.close());

const SELECTION = `{ warnings userErrors { message } article { id body { text blocks { __typename
  ... on GalleryBlock { items { image { alt } } } ... on QuoteBlock { isPullQuote } } } } }`;

test('A write says which formulas and drawings became text, and an update without a body says nothing', async () => {
  const bodyHtml =
    '<p>Area: <math><mi>π</mi><msup><mi>r</mi><mn>2</mn></msup></math></p><p>See <svg><title>Tides</title><path d="M0 0"/></svg></p>';
  const { createArticle } = await desk(
    `mutation ($input: CreateArticleInput!) { createArticle(input: $input) ${SELECTION} }`,
    { input: { title: 'Formulas', bodyHtml } },
  );
  expect(createArticle).toMatchObject({
    userErrors: [],
    warnings: [
      'A formula (<math>) without its TeX source was replaced by its text.',
      'A drawing (<svg>) was replaced by its words. Upload it as a file to show it as a picture.',
    ],
  });
  expect(createArticle.article.body.text).toContain('Area: πr^2');
  expect(createArticle.article.body.text).toContain('See Tides');
  const { updateArticle } = await desk(
    `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) ${SELECTION} }`,
    { input: { id: createArticle.article.id, title: 'Other' } },
  );
  expect(updateArticle).toMatchObject({ userErrors: [], warnings: [] });
});

test("A gallery and a pull quote in the HTML of WordPress's editor are typed blocks", async () => {
  const bodyHtml = `<figure class="wp-block-gallery has-nested-images columns-default is-cropped">
<figure class="wp-block-image"><img src="/a.jpg" alt="A" class="wp-image-1"/></figure>
<figure class="wp-block-image"><a href="/b.jpg"><img src="/b.jpg" alt="B"/></a></figure>
<figcaption class="blocks-gallery-caption">Both</figcaption></figure>
<figure class="wp-block-pullquote"><blockquote><p>Words</p><cite>Ada</cite></blockquote></figure>`;
  const { createArticle } = await desk(
    `mutation ($input: CreateArticleInput!) { createArticle(input: $input) ${SELECTION} }`,
    { input: { title: 'Blocks', bodyHtml } },
  );
  expect(createArticle.warnings).toEqual([]);
  expect(createArticle.article.body.blocks).toEqual([
    { __typename: 'GalleryBlock', items: [{ image: { alt: 'A' } }, { image: { alt: 'B' } }] },
    { __typename: 'QuoteBlock', isPullQuote: true },
  ]);
});
