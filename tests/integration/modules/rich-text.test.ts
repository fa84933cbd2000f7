import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BLOCK_FIELDS, BLOCK_FRAGMENTS } from '../../support/block-fields.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { recordStatements } from '../../support/statements.js';

const EVERYTHING = `query ($slug: String!) {
  article(by: { slug: $slug }) {
    body {
      html
      footnotes { number paragraphs { ...inline } }
      blocks {
        ...block
        ... on CalloutBlock { blocks { ...block } }
        ... on DetailsBlock { blocks { ...block } }
      }
    }
  }
}
fragment block on Block { ${BLOCK_FIELDS} }
${BLOCK_FRAGMENTS}`;

const BODY = `## All of it

Read [the **tides**](/science/tides#today "Today") or [elsewhere](https://example.org/x).[^1]

1. One
   - [x] Done
2. Two

> We agreed.
>
> <footer>The mayor</footer>

<blockquote class="pull-quote"><p>Again.</p></blockquote>

<figure><a href="/big.jpg"><img src="/h.jpg" alt="Harbour" width="800" height="600"></a><figcaption>The <b>harbour</b> <cite>Ada Ley</cite></figcaption></figure>

<figure class="gallery"><figure><img src="/1.jpg" alt="One"><figcaption>First</figcaption></figure><img src="/2.jpg" alt="Two"><figcaption>Both</figcaption></figure>

\`\`\`js
let a;
\`\`\`

<iframe src="https://www.youtube.com/embed/abcdefghijk" width="560" height="315" title="Rehearsal"></iframe>

| Town | Votes |
|------|------:|
| Ard  | *12*  |

<figure><video src="/film.mp4" poster="/film.jpg" controls></video><figcaption>A film</figcaption></figure>

<aside data-tone="info"><header>Note</header><p>Inside</p></aside>

<details><summary>More</summary><p>Hidden</p></details>

---

<p class="bookmark"><a href="https://courier.example/science/tides">Forty eels</a></p>

<p class="file"><a href="/files/plan.pdf">The plan</a> <small>2 MB</small></p>

<blockquote class="twitter-tweet"><p>Hello</p>Ada <a href="https://x.com/ada/status/123?s=20">today</a></blockquote>

<dl><dt>Term</dt><dd>Meaning</dd></dl>

[^1]: A note.
`;

describe('Rich text', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway();
    await gateway.save({ slug: 'tides', section: ['Science'] });
    await gateway.save({ slug: 'all', section: ['World'], body: { format: 'markdown', text: BODY } });
  });
  afterAll(() => gateway.close());

  const readBody = async (slug: string, document = EVERYTHING, query = gateway.query) =>
    (await query(document, { slug })).article.body;

  test('One query reads every field of every block, and its blocks join to the HTML', async () => {
    const { html, blocks, footnotes } = await readBody('all');
    expect(blocks.map((block: any) => block.html).join('\n')).toBe(html);
    expect(blocks.map(({ __typename }: any) => __typename)).toEqual([
      'HeadingBlock',
      'ParagraphBlock',
      'ListBlock',
      'QuoteBlock',
      'QuoteBlock',
      'ImageBlock',
      'GalleryBlock',
      'CodeBlock',
      'EmbedBlock',
      'TableBlock',
      'MediaBlock',
      'CalloutBlock',
      'DetailsBlock',
      'DividerBlock',
      'RelatedLinkBlock',
      'FileBlock',
      'SocialPostBlock',
      'HtmlBlock',
      'FootnotesBlock',
    ]);
    expect(footnotes).toMatchObject([{ number: 1, paragraphs: [[{ text: 'A note.' }]] }]);
  });

  test('A paragraph is a list of runs with links, resolved against the page', async () => {
    const { blocks } = await readBody('all');
    const plain = {
      marks: [],
      link: null,
      footnote: null,
      image: null,
      mathml: null,
      tex: null,
      isBreak: false,
    };
    const link = {
      url: 'https://courier.example/science/tides#today',
      path: '/science/tides#today',
      rel: [],
      title: 'Today',
    };
    expect(blocks[1].inlines).toEqual([
      { ...plain, text: 'Read ' },
      { ...plain, text: 'the ', link },
      { ...plain, text: 'tides', marks: ['STRONG'], link },
      { ...plain, text: ' or ' },
      {
        ...plain,
        text: 'elsewhere',
        link: { url: 'https://example.org/x', path: null, rel: [], title: null },
      },
      { ...plain, text: '.' },
      {
        ...plain,
        text: '1',
        marks: ['SUP'],
        footnote: 1,
        link: {
          url: 'https://courier.example/world/all#user-content-fn-1',
          path: '/world/all#user-content-fn-1',
          rel: [],
          title: null,
        },
      },
    ]);
  });

  test('Every block has an id that is unique in the graph and stays when others are inserted', async () => {
    const text = 'Same.\n\nSame.\n\n---\n\nOther.';
    await gateway.save({ slug: 'ids', body: { format: 'markdown', text } });
    await gateway.save({ slug: 'twin', body: { format: 'markdown', text } });
    const readIds = async (slug: string): Promise<string[]> =>
      (await readBody(slug)).blocks.map(({ id }: any) => id);
    const ids = await readIds('ids');
    const all = [...ids, ...(await readIds('twin')), ...(await readIds('all'))];
    expect(new Set(all).size).toBe(all.length);
    await gateway.save({ slug: 'ids', body: { format: 'markdown', text: `First.\n\n${text}` } });
    expect((await readIds('ids')).slice(1)).toEqual(ids);
  });

  test('The routes of all links of a page are read in two statements', async () => {
    const links = (count: number) =>
      Array.from({ length: count }, (_, i) => `[${i}](/science/linked-${i})`).join(' ');
    const linked = Array.from({ length: 12 }, (_, i) => ({ slug: `linked-${i}`, section: ['Science'] }));
    await gateway.saveMany(linked);
    await gateway.save({ slug: 'few', body: { format: 'markdown', text: links(2) } });
    await gateway.save({ slug: 'many', body: { format: 'markdown', text: links(12) } });
    const document = `query ($slug: String!) { article(by: { slug: $slug }) { body { blocks {
      ... on ParagraphBlock { inlines { link { route { status path node { ... on Article { slug } } suggestions { slug } } } } }
    } } } }`;
    const few = await recordStatements(() => readBody('few', document));
    const many = await recordStatements(() => readBody('many', document));
    expect(many).toHaveLength(few.length);
    const plain = await recordStatements(() => readBody('many', EVERYTHING));
    expect(many.length - plain.length).toBe(2);
    const { blocks } = await readBody('many', document);
    expect(blocks[0].inlines[0].link.route).toEqual({
      status: 'FOUND',
      path: '/science/linked-0',
      node: { slug: 'linked-0' },
      suggestions: [],
    });
  });

  test('A link to a draft has a route in the preview only, and follows its publication', async () => {
    const draft = { slug: 'secret', section: ['World'], draft: true };
    await gateway.save(draft);
    await gateway.save({ slug: 'teaser', body: { format: 'markdown', text: '[Soon](/world/secret)' } });
    const document = `query ($slug: String!) { article(by: { slug: $slug }) { body { blocks {
      ... on ParagraphBlock { inlines { link { path route { status node { __typename } redirectTo } } } }
    } } } }`;
    const readRoute = async (query = gateway.query) =>
      (await readBody('teaser', document, query)).blocks[0].inlines[0].link.route;
    const hidden = { status: 'NOT_FOUND', node: null, redirectTo: null };
    const shown = { status: 'FOUND', node: { __typename: 'Article' }, redirectTo: null };
    expect(await readRoute()).toEqual(hidden);
    expect(await readRoute(gateway.queryAs(await gateway.createKey('preview'), 'preview'))).toEqual(shown);
    await gateway.save({ ...draft, draft: false });
    expect(await readRoute()).toEqual(shown);
  });

  test('The tree has the elements of the HTML and a version', async () => {
    await gateway.save({
      slug: 'tree',
      body: { format: 'html', text: '<p onclick="x()">One <a href="javascript:x()">two</a></p>' },
    });
    const { tree } = await readBody(
      'tree',
      'query ($slug: String!) { article(by: { slug: $slug }) { body { tree } } }',
    );
    const text = (value: string) => ({ type: 'text', value });
    const element = (tagName: string, children: object[]) => ({
      type: 'element',
      tagName,
      properties: {},
      children,
    });
    expect(tree).toEqual({
      type: 'root',
      data: { version: 1 },
      children: [element('p', [text('One '), element('a', [text('two')])])],
    });
  });

  test('A query that renders a body is within the cost limit, one that follows its links twice is not', async () => {
    await expect(readBody('all')).resolves.toBeDefined();
    const links = (inner: string) =>
      `body { blocks { ... on ParagraphBlock { inlines { link { route { node { ... on Article { slug ${inner} } } } } } } } }`;
    const [error] = await gateway.queryErrors(
      `{ article(by: { slug: "all" }) { ${links(links(links('')))} } }`,
    );
    expect(error!.message).toMatch(/too expensive|depth/i);
    expect(await gateway.query(`{ article(by: { slug: "all" }) { ${links('')} } }`)).toBeDefined();
  });

  test('A compiled query returns the same as an interpreted one', async () => {
    const first = await readBody('all');
    for (let i = 0; i < 40; i++) expect(await readBody('all')).toEqual(first);
  });
});

describe('The link routes of a cached response', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway({ CACHE_MB: '16' });
  });
  afterAll(() => gateway.close());

  test('are read again when the content that a link leads to changes', async () => {
    await gateway.save({ slug: 'page', body: { format: 'markdown', text: '[There](/world/there)' } });
    const readRoute = async () =>
      (
        await gateway.query(`{ article(by: { slug: "page" }) { body { blocks {
          ... on ParagraphBlock { inlines { link { route { status redirectTo node { ... on Article { title } } } } } }
        } } } }`)
      ).article.body.blocks[0].inlines[0].link.route;
    expect(await readRoute()).toMatchObject({ status: 'NOT_FOUND' });
    await gateway.save({ slug: 'there', section: ['World'], title: 'There' });
    expect(await readRoute()).toMatchObject({ status: 'FOUND', node: { title: 'There' } });
    await gateway.save({ slug: 'there', section: ['World'], title: 'Renamed' });
    expect(await readRoute()).toMatchObject({ status: 'FOUND', node: { title: 'Renamed' } });
    await gateway.save({ slug: 'there', section: ['Science'], title: 'Renamed' });
    expect(await readRoute()).toMatchObject({ status: 'MOVED', redirectTo: '/science/there' });
  });
});
