import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EMPTY_CONTENT } from '../../../src/modules/editing/article-content.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { loadExampleModel } from '../../support/own-fields/model.js';

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  gateway = await startGateway({}, { model: await loadExampleModel() });
  desk = gateway.queryAs(await gateway.createKey('write', 'preview'));
});
afterAll(() => gateway.close());

const SELECTION = `{ warnings userErrors { field code message } article { id body { text blocks { __typename
  ... on GalleryBlock { items { image { alt } } } ... on QuoteBlock { isPullQuote } } } } }`;

const CREATE = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) ${SELECTION} }`;
const create = async (input: object) =>
  (await desk(CREATE, { input: { title: 'Formulas', ...input } })).createArticle;
const DRAWING =
  'The drawing (<svg>) cannot be kept in a body. Upload it as a file of the media library, and show it with <img>.';

test('A formula is kept, and its run has the MathML, the TeX source and the text', async () => {
  const mathml =
    '<math><semantics><msup><mi>r</mi><mn>2</mn></msup><annotation encoding="application/x-tex">r^2</annotation></semantics></math>';
  const { warnings, userErrors, article } = await create({ body: { html: `<p>Area: ${mathml}</p>` } });
  expect([warnings, userErrors, article.body.text]).toEqual([[], [], 'Area: r^2']);
  const query = `query ($id: ID!) { article(by: { id: $id }) { body {
    html markdown blocks { ... on ParagraphBlock { inlines { text mathml tex } } } } } }`;
  const stored = (await desk(query, { id: article.id }, { 'x-perspective': 'preview' })).article.body;
  expect(stored).toEqual({
    html: `<p>Area: ${mathml}</p>`,
    markdown: `Area: ${mathml}\n`,
    blocks: [
      {
        inlines: [
          { text: 'Area: ', mathml: null, tex: null },
          { text: 'r^2', mathml, tex: 'r^2' },
        ],
      },
    ],
  });
});

test('A drawing, and elements that would lose their text, are refused with what to do', async () => {
  const html = '<p>See <svg><title>Tides</title><path d="M0 0"/></svg></p><textarea>Words</textarea>';
  const TEXTAREA = '<textarea> cannot be kept in a body, nor its text. Put the text into a paragraph.';
  const inputs: [object, string[]][] = [
    [{ body: { html } }, ['body', 'html']],
    [{ body: { markdown: `Text\n\n${html}` } }, ['body', 'markdown']],
    [{ bodyHtml: html }, ['bodyHtml']],
  ];
  for (const [input, field] of inputs)
    expect(await create(input)).toEqual({
      article: null,
      warnings: [],
      userErrors: [DRAWING, TEXTAREA].map((message) => ({ field, code: 'INVALID', message })),
    });
  const { article } = await create({ body: { markdown: 'Text' } });
  const update = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) ${SELECTION} }`;
  const refused = await desk(update, { input: { id: article.id, body: { html } } });
  expect(refused.updateArticle).toMatchObject({ article: null, userErrors: [{ message: DRAWING }, {}] });
});

test('A drawing in a rich text of an own field is refused', async () => {
  const fields = { verdict: { html: '<svg><path d="M0 0"/></svg>' } };
  expect((await create({ fields })).userErrors).toEqual([
    { field: ['fields', 'verdict', 'html'], code: 'INVALID', message: DRAWING },
  ]);
});

test('A write says which scripts, styles and decorations were removed, and an update without a body says nothing', async () => {
  const html =
    '<p>Text <svg aria-hidden="true"><path d="M0 0"/></svg></p><script>x()</script><style>p {}</style>';
  const { warnings, userErrors, article } = await create({ body: { html } });
  expect([warnings, userErrors]).toEqual([
    [
      'A drawing (<svg>) that is marked as decoration was removed.',
      '<script> was removed.',
      '<style> was removed.',
    ],
    [],
  ]);
  const { updateArticle } = await desk(
    `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) ${SELECTION} }`,
    { input: { id: article.id, title: 'Other' } },
  );
  expect(updateArticle).toMatchObject({ userErrors: [], warnings: [] });
});

test('An import keeps the words of a drawing, and reports it', async () => {
  const body = { format: 'html', text: '<p>See <svg><title>Tides</title></svg></p>' } as const;
  const content = { ...EMPTY_CONTENT, slug: 'imported', title: 'Imported', body };
  const origin = { source: 'test', sourceId: 'test/imported', draft: false };
  const result = await gateway.importService.upsert({ ...content, ...origin });
  expect(result).toMatchObject({ outcome: 'created', reasons: [DRAWING] });
  const { article } = await gateway.query('{ article(by: { slug: "imported" }) { body { html } } }');
  expect(article.body.html).toBe('<p>See Tides</p>');
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
