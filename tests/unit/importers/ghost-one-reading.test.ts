import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { readBlock } from '../../../src/content/blocks/read-block.js';
import { splitAtPreviewEnd } from '../../../src/content/free-preview.js';
import { renderRichText } from '../../../src/content/rich-text.js';
import { createArticleItem } from '../../../src/importers/ghost/article.js';
import {
  type GhostPost,
  postSchema,
  tagSchema,
  userSchema,
} from '../../../src/importers/ghost/ghost-post.js';
import { readExport } from '../../../src/importers/ghost/read-export.js';
import { GhostSite } from '../../../src/importers/ghost/site.js';
import type { ImportedArticle } from '../../../src/importers/run/imported-article.js';

/** An export of a Ghost 5.130 that was filled for this, and what its Content API returned for the same posts. */
const FOLDER = fileURLToPath(new URL('ghost/', import.meta.url));
const SITE = 'http://127.0.0.1:2468';

let exported: Map<string, ImportedArticle>;
let shown: Map<string, ImportedArticle>;
beforeAll(async () => {
  const file = await readExport(`${FOLDER}export.json`);
  const { posts } = JSON.parse(await readFile(`${FOLDER}export.json`, 'utf8')).db[0].data;
  exported = await convert(posts.map((row: unknown) => file.parsePost(row)));
  const api = JSON.parse(await readFile(`${FOLDER}content-api.json`, 'utf8'));
  const parse = (row: any, type: string): GhostPost => ({
    ...postSchema.parse(row),
    ...{ type, status: 'published' },
    tags: row.tags.map((tag: unknown) => tagSchema.parse(tag)),
    authors: row.authors.map((author: unknown) => userSchema.parse(author)),
  });
  shown = await convert([
    ...api.posts.map((row: unknown) => parse(row, 'post')),
    ...api.pages.map((row: unknown) => parse(row, 'page')),
  ]);
});

async function convert(posts: GhostPost[]): Promise<Map<string, ImportedArticle>> {
  const site = new GhostSite(SITE);
  const articles = new Map<string, ImportedArticle>();
  for (const post of posts) {
    const item = await createArticleItem(post, site);
    if ('article' in item) articles.set(item.article.slug, item.article);
  }
  return articles;
}

test('An export and the Content API give the same articles, except for text behind a preview', () => {
  expect([...shown.keys()].sort()).toEqual(
    [...exported.keys()].filter((slug) => !['a-draft', 'soon'].includes(slug)).sort(),
  );
  for (const [slug, { hasOnlyPreview, ...article }] of shown) {
    const { body, ...others } = exported.get(slug)!;
    const [preview, rest] = splitAtPreviewEnd(body.text);
    const readable = hasOnlyPreview ? (rest === undefined ? '' : preview) : body.text;
    expect({ ...article, body: renderRichText(article.body).blocks }).toEqual({
      ...others,
      body: renderRichText({ format: 'html', text: readable }).blocks,
    });
  }
});

test('Posts for members keep their access level and the end of the free preview', () => {
  const members = exported.get('for-members')!;
  expect(members).toMatchObject({ access: 'MEMBERS', draft: false });
  expect(members.body.text).toContain('<!--members-only--><p>Hidden words for members only.</p>');
  expect(shown.get('for-members')).toMatchObject({ access: 'MEMBERS', hasOnlyPreview: true });
  expect(exported.get('for-payers')).toMatchObject({ access: 'PAID' });
  expect(exported.get('first-post')!.access).toBeUndefined();
});

test('Every card becomes a separate block', () => {
  const base = { siteUrl: 'https://courier.example', pageUrl: 'https://courier.example/every-card' };
  const blocks = renderRichText(exported.get('every-card')!.body).blocks.map(({ html }) =>
    readBlock(html, base),
  );
  expect(blocks.map(({ __typename }) => __typename.replace('Block', ''))).toEqual([
    ...['Paragraph', 'RelatedLink', 'Gallery', 'Image', 'Media', 'Media', 'File', 'Callout', 'Details'],
    ...['Heading', 'Paragraph', 'Paragraph', 'Paragraph', 'Image', 'Heading', 'Paragraph', 'Paragraph'],
    ...['Embed', 'SocialPost', 'Code', 'Paragraph', 'Heading', 'List', 'Quote', 'Paragraph', 'Divider'],
    ...['Paragraph', 'Heading', 'Paragraph', 'Paragraph', 'Paragraph'],
  ]);
  expect(blocks.filter(({ __typename }) => /^(RelatedLink|Media|Embed)/.test(__typename))).toMatchObject([
    {
      ...{
        text: 'The story of the eel',
        description: 'How an eel crossed the sea',
        publisher: 'Example Weekly',
      },
      ...{ thumbnail: { url: 'https://www.example.org/eel.jpg' }, caption: [{ text: 'Read this too' }] },
    },
    {
      media: { poster: { url: `${SITE}/content/images/2026/11/own-thumb.png` } },
      caption: [{ text: 'The film' }],
    },
    { caption: [{ text: 'The talk' }] },
    { caption: [{ text: 'A stream' }] },
  ]);
  expect(JSON.stringify(blocks)).not.toMatch(/Secret for members|Mail only|Act now|Sign up/);
});
