import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Gateway, startGateway } from '../../../tests/support/gateway.js';
import { createSeededDatabase, type TestDatabase } from '../../../tests/support/test-database.js';
import { getVisibleContent } from '../../../tests/support/visible-content.js';
import { bodyFragment } from '../src/fragments.js';
import { type Client, createClient } from '../src/index.js';
import { type BlockProps, Body, type BodyProps } from '../src/react/index.js';

const BODIES = `query Bodies($first: Int!, $after: String) {
  articles(first: $first, after: $after) {
    nodes { title url body { text html ...DatelineBody } }
    pageInfo { hasNextPage endCursor }
  }
}
${bodyFragment}`;

const ARTICLE = `query Article($slug: String!) {
  article(by: { slug: $slug }) { url body { text html ...DatelineBody } }
}
${bodyFragment}`;

/** A body with every type of block. */
const EVERY_BLOCK = `## A heading

Words, [a **link**](/science/tides#today "Today"), [another](https://example.org/x) and a note.[^1] The law is <math><mi>E</mi><mo>=</mo><mn>2</mn></math>.

1. One
   - [x] Done

     and more of it
2. Two

   after the list

> We agreed.
>
> <footer>The mayor</footer>

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

<aside role="note" data-tone="info"><header>Note</header><p>Inside <a href="/in">a box</a></p><ul><li>Item</li></ul></aside>

<details><summary>More</summary><p>Hidden</p><blockquote><p>Quoted</p></blockquote></details>

---

<p class="bookmark"><a href="https://courier.example/science/tides">Forty eels</a></p>

<p class="file"><a href="/files/plan.pdf">The plan</a> <small>2 MB</small></p>

<blockquote class="twitter-tweet"><p>Hello</p>Ada <a href="https://x.com/ada/status/123?s=20">today</a></blockquote>

<dl><dt>Term</dt><dd>Meaning</dd></dl>

[^1]: A note.
`;

let database: TestDatabase;
let gateway: Gateway;
let client: Client;

beforeAll(async () => {
  database = await createSeededDatabase();
  gateway = await startGateway({}, { database });
  client = createClient({ url: `${gateway.address}/graphql` });
  await gateway.save({ slug: 'every-block', body: { format: 'markdown', text: EVERY_BLOCK } });
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

function LevelHeader({ block, children }: BlockProps<'HeadingBlock'>) {
  return createElement('header', { 'data-level': block.level }, children);
}

const render = (props: BodyProps) => renderToStaticMarkup(createElement(Body, props));

async function readArticle(slug = 'every-block'): Promise<any> {
  return (await client.query(ARTICLE, { slug })).article;
}

test('Body renders every word, link and picture of the sample articles', async () => {
  let count = 0;
  for await (const { nodes } of client.paginate(BODIES, { first: 3 }, (data): any => data.articles)) {
    for (const { url, body } of nodes) {
      const html = render({ body });
      expect(getVisibleContent(html, url)).toEqual(getOriginalContent(body.html, url));
      // The text of a body is without embeds and players.
      const { text } = getVisibleContent(
        html.replace(/<a [^>]*data-embed.*?<\/a>|<video.*?<\/video>/g, ''),
        url,
      );
      expect(withoutSpaces(text)).toBe(withoutSpaces(body.text));
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(20);
});

test('Body renders every type of block without a loss', async () => {
  const { url, body } = await readArticle();
  const names: string[] = body.blocks.map(({ __typename }: any) => __typename);
  const { possibleTypes } = await import('../src/apollo.js');
  expect([...new Set(names)].sort()).toEqual([...possibleTypes.Block!].sort());
  expect(getVisibleContent(render({ body }), url)).toEqual(getOriginalContent(body.html, url));
});

test('Body renders lists within items, and what follows them', async () => {
  const { body } = await readArticle();
  const html = render({ body: { blocks: body.blocks.filter(isOf('ListBlock')) } });
  expect(html).toBe(
    '<ol><li value="1">One<ul><li><input type="checkbox" disabled="" readOnly="" checked=""/>Done<br/>and more of it</li></ul></li><li value="2">Two<br/>after the list</li></ol>',
  );
});

test('Body renders the empty corner of a table as a cell, and headers with a text as such', async () => {
  const text = '|  | Votes |\n|---|---|\n| Ard | 12 |';
  await gateway.save({ slug: 'corner', body: { format: 'markdown', text } });
  const { body } = await readArticle('corner');
  expect(render({ body })).toMatch(/^<table><thead><tr><td><\/td><th scope="col">Votes<\/th><\/tr><\/thead>/);
});

test('Body puts tables into boxes with a tab stop and the name of the caption if it is told to', async () => {
  const html =
    '<table><caption>Votes by <em>ward</em></caption><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>';
  await gateway.save({ slug: 'wide', body: { format: 'html', text: html } });
  const { body } = await readArticle('wide');
  expect(render({ body, scrollTables: true }).match(/<div[^>]*><table>/g)).toEqual([
    '<div data-table="" tabindex="0" style="overflow-x:auto" role="region" aria-label="Votes by ward"><table>',
    '<div data-table="" tabindex="0" style="overflow-x:auto"><table>',
  ]);
});

test('Body links a reference to its footnote and back', async () => {
  const { body } = await readArticle();
  const html = render({ body });
  const [, target] = /<a href="#([^"]+)" id="footnote-ref-1">/.exec(html) ?? [];
  expect(html).toContain(`<li id="${target}" value="1">`);
  expect(html).toContain('href="#footnote-ref-1"');
});

test('Body inserts HTML for blocks of HTML and rare blocks within boxes only', async () => {
  const { body } = await readArticle();
  const types = body.blocks.flatMap((block: any) =>
    [block, ...(block.blocks ?? [])]
      .filter(({ html }) => html !== undefined)
      .map(({ __typename }) => __typename),
  );
  expect(types.sort()).toEqual(['HtmlBlock', 'ListBlock', 'QuoteBlock']);
});

test('A site replaces blocks, links and images, and inserts adverts after blocks', async () => {
  const { body } = await readArticle();
  const html = render({
    body,
    components: {
      HeadingBlock: LevelHeader,
    },
    link: ({ href, children }) => createElement('a', { href, 'data-router': '' }, children),
    image: ({ url }) => createElement('img', { src: `/small${new URL(url).pathname}` }),
    insertAfter: ({ __typename }, index) =>
      __typename === 'HeadingBlock' && createElement('ins', null, `Advert ${index}`),
  });
  expect(html).toContain(
    '<header data-level="2"><h2 id="a-heading">A heading</h2></header><ins>Advert 0</ins>',
  );
  expect(html).toContain('<a href="/science/tides#today" data-router="">a <strong>link</strong></a>');
  expect(html).toContain('<a href="/big.jpg" data-router=""><img src="/small/h.jpg"/></a>');
});

test('An embed is a link until it is clicked, and its still is loaded only if the site wants it', async () => {
  const { body } = await readArticle();
  const blocks = body.blocks.filter(isOf('EmbedBlock'));
  const link = '<a href="https://www.youtube.com/embed/abcdefghijk" data-embed="">';
  expect(render({ body: { blocks } })).toBe(`<figure>${link}Rehearsal</a></figure>`);
  expect(render({ body: { blocks }, showThumbnails: true })).toContain(
    `${link}<img src="https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg"`,
  );
});

test('An article with its body costs less than a third of the limit', async () => {
  const { cost } = await client.request(ARTICLE, { slug: 'every-block' }, { showCost: true });
  expect(cost!.fields).toBeLessThan(cost!.limit / 3);
});

function isOf(name: string) {
  return ({ __typename }: { __typename: string }) => __typename === name;
}

/** Returns what a reader sees of the HTML of a body, with the absolute addresses that blocks have. */
function getOriginalContent(html: string, url: string) {
  return getVisibleContent(html.replaceAll(' src="/', ' src="https://courier.example/'), url);
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, '');
}
