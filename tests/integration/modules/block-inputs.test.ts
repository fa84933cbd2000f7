import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createLiveBlog } from '../../support/live-blog.js';
import { loadExampleModel } from '../../support/own-fields/model.js';

let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  gateway = await startGateway({}, { model: await loadExampleModel() });
  const key = gateway.queryAs(await gateway.createKey('write', 'preview'));
  desk = (document, variables) => key(document, variables, { 'x-perspective': 'preview' });
});
afterAll(() => gateway.close());

const PAYLOAD = '{ userErrors { field code message } article { id body { html markdown } } }';
const create = async (blocks: object[], others: object = {}) => {
  const document = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) ${PAYLOAD} }`;
  const input = { title: 'Blocks', body: { blocks }, ...others };
  return (await desk(document, { input })).createArticle;
};
const write = async (...blocks: object[]): Promise<string[]> => {
  const { userErrors, article } = await create(blocks);
  expect(userErrors).toEqual([]);
  return article.body.html.split('\n');
};
const refuse = async (...blocks: object[]) => {
  const { userErrors, article } = await create(blocks);
  expect(article).toBeNull();
  return userErrors.map(({ field, code }: { field: string[]; code: string }) => `${field.join('.')} ${code}`);
};

describe('A body of typed blocks', () => {
  test('Texts without formats are written as they are', async () => {
    const html = await write(
      { heading: { level: 2, text: 'The <tide>' } },
      { paragraph: { text: 'First line\nsecond & last' } },
      { quote: { text: 'We agreed.', citation: [{ text: 'The mayor' }] } },
      { code: { code: 'if (a < b)\n  run();', language: 'js' } },
      { divider: {} },
    );
    expect(html.join('\n')).toBe(
      [
        '<h2 id="the-tide">The &lt;tide></h2>',
        '<p>First line<br>second &amp; last</p>',
        '<blockquote><p>We agreed.</p><footer>The mayor</footer></blockquote>',
        '<pre><code class="language-js">if (a &lt; b)\n  run();\n</code></pre>',
        '<hr>',
      ].join('\n'),
    );
  });

  test('Runs with several formats are nested, and a link spans its runs', async () => {
    const link = { path: '/world', title: 'World' };
    const [html] = await write({
      paragraph: {
        inlines: [
          { text: 'A ', marks: ['STRONG'] },
          { text: 'strong ', marks: ['STRONG'], link },
          { text: 'link', marks: ['STRONG', 'EMPHASIS'], link },
          { isBreak: true },
          { text: 'x', marks: ['SUP'] },
          { image: { url: 'https://example.org/a.jpg', alt: 'A', width: 4 } },
        ],
      },
    });
    expect(html).toBe(
      '<p><strong>A <a href="/world" title="World">strong <em>link</em></a></strong><br><sup>x</sup>' +
        '<img src="https://example.org/a.jpg" alt="A" width="4"></p>',
    );
  });

  test('Lists nest by the depth of their items', async () => {
    const [html] = await write({
      list: {
        ordered: true,
        items: [
          { text: 'One', number: 3 },
          { text: 'Inner', depth: 1, ordered: false, isChecked: true },
          { text: 'After', isContinuation: true },
          { text: 'Two' },
          { text: 'Nine', number: 9 },
        ],
      },
    });
    expect(html).toBe(
      '<ol start="3"><li>One<ul class="contains-task-list"><li class="task-list-item">' +
        '<input type="checkbox" checked disabled> Inner</li></ul><p>After</p></li><li>Two</li><li value="9">Nine</li></ol>',
    );
  });

  test('Footnotes are linked by their numbers, also within boxes', async () => {
    const html = await write(
      {
        callout: {
          tone: 'info',
          heading: [{ text: 'Note' }],
          blocks: [{ paragraph: { inlines: [{ text: 'A' }, { footnote: 1 }] } }],
        },
      },
      { details: { summary: [{ text: 'More' }], isOpen: true, blocks: [{ paragraph: { text: 'B' } }] } },
      { footnotes: { footnotes: [{ text: 'Source.' }] } },
    );
    expect(html).toEqual([
      '<aside data-tone="info"><header>Note</header><p>A<sup><a href="#user-content-fn-1" data-footnote-ref="" aria-describedby="footnote-label" id="user-content-fnref-1">1</a></sup></p></aside>',
      '<details open><summary>More</summary><p>B</p></details>',
      '<section data-footnotes="" class="footnotes"><h2 class="sr-only" id="footnote-label">Footnotes</h2><ol><li id="user-content-fn-1"><p>Source. <a href="#user-content-fnref-1" data-footnote-backref="" aria-label="Back to reference 1" class="data-footnote-backref">↩</a></p></li></ol></section>',
    ]);
  });

  test('Pictures, players, frames, tables and links of their own are written', async () => {
    const image = { url: 'https://example.org/a.jpg', alt: 'A' };
    const html = await write(
      {
        image: {
          image,
          caption: [{ text: 'Tide' }],
          credit: [{ text: 'Ada' }],
          link: { url: 'https://example.org/' },
        },
      },
      { gallery: { items: [{ image }, { image, caption: [{ text: 'B' }] }] } },
      { media: { media: { kind: 'AUDIO', url: 'https://example.org/a.mp3' } } },
      { embed: { url: 'https://www.youtube.com/embed/x', aspectRatio: 16 / 9 } },
      {
        table: {
          rows: [
            { isHeader: true, cells: [{ text: 'A', isHeader: true }] },
            { cells: [{ text: '1', align: 'RIGHT' }] },
          ],
        },
      },
      { relatedLink: { path: '/world', text: 'World', publisher: 'Courier' } },
      { file: { url: 'https://example.org/a.pdf', text: 'Plan', caption: [{ text: '2 MB' }] } },
      { socialPost: { url: 'https://bsky.app/profile/a.b/post/1', text: 'Hello' } },
      { html: { html: '<dl><dt>A</dt><dd>B</dd></dl>' } },
    );
    expect(html).toEqual([
      '<figure><a href="https://example.org/"><img src="https://example.org/a.jpg" alt="A"></a><figcaption>Tide <cite>Ada</cite></figcaption></figure>',
      '<figure class="gallery"><figure><img src="https://example.org/a.jpg" alt="A"></figure><figure><img src="https://example.org/a.jpg" alt="A"><figcaption>B</figcaption></figure></figure>',
      '<figure><audio src="https://example.org/a.mp3" controls></audio></figure>',
      expect.stringMatching(
        /^<figure><iframe src="https:\/\/www.youtube.com\/embed\/x" title="YouTube" width="640" height="360" /,
      ),
      '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td align="right">1</td></tr></tbody></table>',
      '<figure class="bookmark"><a href="/world">World</a><cite>Courier</cite></figure>',
      '<p class="file"><a href="https://example.org/a.pdf">Plan</a> 2 MB</p>',
      '<blockquote class="social-post" cite="https://bsky.app/profile/a.b/post/1"><p>Hello</p></blockquote>',
      '<dl><dt>A</dt><dd>B</dd></dl>',
    ]);
  });

  test('An error names the block and the field', async () => {
    expect(
      await refuse(
        { heading: { level: 7, text: 'Seven' } },
        { paragraph: { inlines: [{ text: 'a' }, { text: 'b', link: { url: 'javascript:alert(1)' } }] } },
        { paragraph: { text: 'one', inlines: [{ text: 'other' }] } },
        { paragraph: { inlines: [{ text: '1', footnote: 2 }] } },
        { image: { image: { url: 'data:image/png;base64,x' } } },
        { embed: { url: 'https://evil.example/' } },
        { list: { items: [{ text: 'a' }, { text: 'b', depth: 2 }] } },
        { callout: { blocks: [{ code: { language: '"', code: '' } }] } },
        {
          paragraph: {
            inlines: [
              { text: 'a', link: { path: '//evil.example' } },
              { text: 'b', link: {} },
            ],
          },
        },
        { paragraph: { inlines: [{ text: 'c', link: { url: 'https://courier.example/a', path: '/b' } }] } },
      ),
    ).toEqual([
      'body.blocks.0.heading.level INVALID',
      'body.blocks.1.paragraph.inlines.1.link.url INVALID',
      'body.blocks.2.paragraph.text INVALID',
      'body.blocks.3.paragraph.inlines.0.footnote INVALID',
      'body.blocks.4.image.image.url INVALID',
      'body.blocks.5.embed.url INVALID',
      'body.blocks.6.list.items.1.depth INVALID',
      'body.blocks.7.callout.blocks.0.code.language INVALID',
      'body.blocks.8.paragraph.inlines.0.link.path INVALID',
      'body.blocks.8.paragraph.inlines.1.link.path INVALID',
      'body.blocks.9.paragraph.inlines.0.link.path INVALID',
    ]);
  });

  test('A body beyond a limit is refused', async () => {
    let nested: object = { paragraph: { text: 'deep' } };
    for (let i = 0; i < 25; i += 1) nested = { callout: { blocks: [nested] } };
    const [deep] = await refuse(nested);
    expect(deep).toMatch(/^body\.blocks\.0\.callout\.blocks\..* TOO_LONG$/);
    expect(await refuse(...Array.from({ length: 5_001 }, () => ({ divider: {} })))).toEqual([
      'body.blocks TOO_LONG',
    ]);
    const text = '<'.repeat(300_000);
    expect(await refuse({ paragraph: { text } })).toEqual(['body.blocks TOO_LONG']);
    expect(await refuse({ html: { html: '<b>'.repeat(200) } })).toEqual(['body.blocks.0.html.html TOO_LONG']);
  });

  test('Blocks nested a thousand times are refused without harm', async () => {
    const depth = 4_000;
    const nested = `${'{"callout":{"blocks":['.repeat(depth)}{"divider":{}}${']}}'.repeat(depth)}`;
    const document = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) ${PAYLOAD} }`;
    const response = await fetch(`${gateway.address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await gateway.createKey('write', 'preview')}`,
      },
      body: `{"query":${JSON.stringify(document)},"variables":{"input":{"title":"Deep","body":{"blocks":[${nested}]}}}}`,
    });
    const { data, errors } = await response.json();
    expect(data?.createArticle.userErrors[0].code ?? errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(await write({ divider: {} })).toEqual(['<hr>']);
  });

  test('What a body cannot keep is refused as in HTML', async () => {
    expect(await refuse({ html: { html: '<svg><title>x</title><path d="M0 0"/></svg>' } })).toEqual([
      'body.blocks INVALID',
    ]);
  });

  test('A body has one format', async () => {
    const { userErrors } = await create([{ divider: {} }], {
      body: { markdown: 'a', blocks: [{ divider: {} }] },
    });
    expect(userErrors).toEqual([
      {
        field: ['body', 'blocks'],
        code: 'INVALID',
        message: 'Give html, markdown or blocks, only one of them.',
      },
    ]);
  });

  test('No blocks remove the body', async () => {
    const { article } = await create([{ divider: {} }]);
    const document = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) ${PAYLOAD} }`;
    const { updateArticle } = await desk(document, { input: { id: article.id, body: { blocks: [] } } });
    expect(updateArticle.article.body.html).toBe('');
  });
});

describe('Blocks read and sent back', () => {
  test('The source of a body stays Markdown, so that its revisions do not differ', async () => {
    const markdown = 'One *word*\n\n<!--members-only-->\n\nfor __members__';
    const document = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id body { blocks { html } } } } }`;
    const { article } = (
      await desk(document, { input: { title: 'Source', access: 'MEMBERS', body: { markdown } } })
    ).createArticle;
    const blocks = article.body.blocks.map(({ html }: { html: string }) => ({ paragraph: { html } }));
    const update =
      'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { article { id } } }';
    await desk(update, { input: { id: article.id, body: { blocks } } });
    const { content } = await gateway.database.prisma.articleRevision.findFirstOrThrow({
      orderBy: { id: 'desc' },
    });
    expect((content as { body: unknown }).body).toEqual({ format: 'markdown', text: markdown });
  });

  test('The free preview of an article for members stays, unless the blocks before its end were changed', async () => {
    const markdown = 'One *word*\n\n<!--members-only-->\n\nfor members';
    const input = { title: 'Preview', access: 'MEMBERS', body: { markdown } };
    const document = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) ${PAYLOAD} }`;
    const { id } = (await desk(document, { input })).createArticle.article;
    const save = async (...texts: (string | null)[]) => {
      const blocks = texts.map((html) =>
        html?.startsWith('<!') ? { html: { html } } : { paragraph: { html } },
      );
      const update = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) ${PAYLOAD} }`;
      return (await desk(update, { input: { id, body: { blocks } } })).updateArticle;
    };
    const readSource = async () => {
      const { content } = await gateway.database.prisma.articleRevision.findFirstOrThrow({
        orderBy: { id: 'desc' },
      });
      return (content as { body: { text: string } }).body.text;
    };
    await save('<p>One <em>word</em></p>', '<p>for some</p>');
    expect(await readSource()).toBe('<p>One <em>word</em></p><!--members-only-->\n<p>for some</p>');
    expect(await save('<p>Another</p>', '<p>for some</p>')).toMatchObject({
      userErrors: [{ field: ['body', 'blocks'], code: 'INVALID' }],
    });
    await save('<p>Another</p>', '<!--members-only-->', '<p>for some</p>');
    expect(await readSource()).toBe('<p>Another</p>\n<!--members-only-->\n<p>for some</p>');
  });

  test('The URL of a file of the library is stored as its path', async () => {
    const path = `/media/${'a'.repeat(40)}.jpg`;
    const document = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { body { blocks {
      ... on ImageBlock { image { url } } } } } } }`;
    const input = { title: 'File', body: { markdown: `![](${path})` } };
    const [{ image }] = (await desk(document, { input })).createArticle.article.body.blocks;
    expect(image.url).toMatch(/^https?:.*\/media\/a{40}\.jpg$/);
    await create([{ image: { image: { url: image.url, alt: 'Of the library' } } }]);
    const stored = await gateway.database.prisma.draftBody.findFirstOrThrow({
      where: { html: { contains: 'Of the library' } },
    });
    expect(stored.html).toBe(`<p><img src="${path}" alt="Of the library"></p>`);
  });
});

test('Entries and summaries of live blogs take blocks', async () => {
  const { id, add, run } = await createLiveBlog(gateway, 'gale');
  await add({ body: { blocks: [{ paragraph: { text: 'Wind & rain' } }] } });
  const refused = { liveBlog: id, body: { blocks: [{ heading: { text: 'x' } }] } };
  expect(await run('addLiveBlogEntry', refused)).toEqual({
    userErrors: [{ field: ['body', 'blocks', '0', 'heading', 'level'], code: 'INVALID' }],
  });
  const summary = { blocks: [{ list: { items: [{ text: 'Ferries stop' }] } }] };
  expect(await run('updateLiveBlog', { id, summary })).toEqual({ userErrors: [] });
  const { article } = await gateway.query(
    '{ article(by: { slug: "gale" }) { liveBlog { summary { html } entries { nodes { body { html } } } } } }',
  );
  expect(article.liveBlog).toEqual({
    summary: { html: '<ul><li>Ferries stop</li></ul>' },
    entries: { nodes: [{ body: { html: '<p>Wind &amp; rain</p>' } }] },
  });
});

test('Rich texts of own fields take blocks', async () => {
  const document = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) {
    userErrors { field code } article { fields { verdict { html } } } } }`;
  const save = async (verdict: object) =>
    (await desk(document, { input: { title: 'Own', fields: { verdict } } })).createArticle;
  expect(await save({ blocks: [{ paragraph: { text: 'Good' } }] })).toEqual({
    userErrors: [],
    article: { fields: { verdict: { html: '<p>Good</p>' } } },
  });
  expect(await save({ blocks: [{ paragraph: { inlines: [{ text: 'a', footnote: 1 }] } }] })).toEqual({
    userErrors: [
      {
        field: ['fields', 'verdict', 'blocks', '0', 'paragraph', 'inlines', '0', 'footnote'],
        code: 'INVALID',
      },
    ],
    article: null,
  });
  expect(await save({ html: 'a', blocks: [] })).toMatchObject({
    userErrors: [{ field: ['fields', 'verdict', 'blocks'], code: 'INVALID' }],
  });
});
