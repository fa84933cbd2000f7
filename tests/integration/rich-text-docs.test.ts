import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transform } from '@swc/core';
import { readPage } from '../support/documentation.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import { createElement, renderElement } from '../support/jsx.js';
import { createSeededDatabase, type TestDatabase } from '../support/test-database.js';
import { getVisibleContent } from '../support/visible-content.js';

const { blocks: codeBlocks } = readPage('docs/api/rich-text.md');
const RENDERED = /query Body/;
const ARTICLES = [
  'first-caisson-is-sunk',
  'sixteen-turbines-and-a-bend-in-the-river',
  'kwarteng-opens-the-windows',
];

let folder: string;
let database: TestDatabase;
let gateway: Gateway;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-renderer-'));
  database = await createSeededDatabase();
  gateway = await startGateway({}, { database });
});
afterAll(async () => {
  await gateway.close();
  await database.close();
  await rm(folder, { recursive: true });
});

/** Compiles the components that the page shows. */
async function loadRenderer() {
  const { text } = codeBlocks.find(({ language }) => language === 'jsx')!;
  const { code } = await transform(text, {
    jsc: {
      parser: { syntax: 'ecmascript', jsx: true },
      transform: { react: { runtime: 'classic', pragma: 'createElement' } },
    },
    module: { type: 'es6' },
  });
  const file = join(folder, 'renderer.mjs');
  await writeFile(file, `const { createElement } = globalThis.jsx;\n${code}`);
  Object.assign(globalThis, { jsx: { createElement } });
  return import(pathToFileURL(file).href);
}

test.each(ARTICLES)('The renderer of the page shows the words and pictures of %s', async (slug) => {
  const { Blocks } = await loadRenderer();
  const query = codeBlocks.find(({ text }) => RENDERED.test(text))!.text;
  const { article } = await gateway.query(query, { slug });
  const { html } = (await gateway.query(`{ article(by: { slug: "${slug}" }) { body { html } } }`)).article
    .body;
  const rendered = renderElement(Blocks({ of: article.body.blocks }));
  const page = 'https://courier.example/a';
  const [shown, wanted] = [rendered, html].map((text) => getVisibleContent(text, page));
  expect(shown!.text).toBe(wanted!.text);
  expect(shown!.images.map(toPath)).toEqual(expect.arrayContaining(wanted!.images.map(toPath)));
});

/** Returns the path of a picture and its alternative text; relative URLs are those of the site. */
function toPath(image: string): string {
  return image.replace('https://courier.example', '');
}

test('The sample content has an article with most types of blocks', async () => {
  const { article } = await gateway.query(
    '{ article(by: { slug: "first-caisson-is-sunk" }) { body { blocks { __typename } } } }',
  );
  const types = new Set(article.body.blocks.map(({ __typename }: { __typename: string }) => __typename));
  expect([...types].sort()).toEqual([
    'CalloutBlock',
    'CodeBlock',
    'DetailsBlock',
    'DividerBlock',
    'EmbedBlock',
    'FileBlock',
    'FootnotesBlock',
    'GalleryBlock',
    'HeadingBlock',
    'ImageBlock',
    'ListBlock',
    'ParagraphBlock',
    'QuoteBlock',
    'RelatedLinkBlock',
    'TableBlock',
  ]);
});
