import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createLiveBlog, type LiveBlogDesk } from '../../../support/live-blog.js';

/**
 * Properties that Google asks for, read on 2026-11-30:
 * - https://developers.google.com/search/docs/appearance/structured-data/article: it requires none, and recommends these;
 *   `author` with `name` and `url`.
 * - Google's page about live blogs (`docs/data-types/live-coverage`, before that `structured-data/carousels/live-blogs`) is no
 *   longer public. What is left of it: the properties and the example that https://storyhawk.io/blog/liveblogposting/ repeats
 *   (2024-08-22), the errors and warnings of Google's testing tool (Automattic/liveblog#506, 2018-07-29: `image`,
 *   `publisher` with `@type` and `logo` are required, `mainEntityOfPage` and the times of the coverage are recommended), and
 *   a letter of Google's (guardian/frontend#14108, 2016-08-24: `publisher.name` and `publisher.logo` are required).
 * - https://schema.org/LiveBlogPosting: `coverageStartTime`, `coverageEndTime` and `liveBlogUpdate`, a BlogPosting.
 */
const ARTICLE_PROPERTIES = ['headline', 'image', 'datePublished', 'dateModified', 'author'];
const LIVE_BLOG_PROPERTIES = {
  required: ['coverageStartTime', 'coverageEndTime', 'liveBlogUpdate', 'url', 'image', 'publisher'],
  recommended: ['description', 'mainEntityOfPage', 'keywords'],
};
const UPDATE_PROPERTIES = {
  required: ['@type', 'headline', 'articleBody', 'datePublished'],
  recommended: ['url', 'dateModified', 'author'],
};
const JSON_LD = '{ article(by: { slug: "storm" }) { seo { jsonLd } liveBlog { updatedAt endedAt } } }';

let gateway: Gateway;
let blog: LiveBlogDesk;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16', SITE_LOGO: 'https://courier.example/logo.png' });
  blog = await createLiveBlog(gateway, 'storm');
  const input = {
    id: blog.id,
    standfirst: 'The worst storm in years.',
    authors: ['Ada Byrne'],
    tags: ['Storm'],
    publishedAt: '2026-01-02T08:00:00Z',
    image: { url: 'https://courier.example/storm.jpg', alt: 'Waves' },
    publish: {},
  };
  await blog.desk(
    'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }',
    { input },
  );
});
afterAll(() => gateway.close());

const read = async () => {
  const { article } = await gateway.query(JSON_LD);
  return { ...article, document: JSON.parse(article.seo.jsonLd) };
};
const readText = async (path: string) => (await fetch(`${gateway.address}${path}`)).text();

test('The JSON-LD has every property that Google requires or recommends, also of each update', async () => {
  await blog.add({
    title: 'The wind rises',
    body: { markdown: 'Ferries **stop** </script>.\n\n![Waves](https://courier.example/waves.jpg?a=1&b=2)' },
    authors: ['Ada Byrne'],
  });
  await blog.add({ body: { markdown: 'Only a text.' }, authors: ['Ada Byrne'] });
  expect((await read()).document.coverageEndTime).toBeUndefined();
  await blog.run('endLiveBlog', { id: blog.id });
  const { document, liveBlog } = await read();
  expect(document['@type']).toBe('LiveBlogPosting');
  const { required, recommended } = LIVE_BLOG_PROPERTIES;
  expect(Object.keys(document)).toEqual(
    expect.arrayContaining([...ARTICLE_PROPERTIES, ...required, ...recommended]),
  );
  const person = { '@type': 'Person', name: 'Ada Byrne', url: 'https://courier.example/authors/ada-byrne' };
  expect(document.author).toEqual([person]);
  expect(document.publisher).toMatchObject({
    '@type': 'Organization',
    name: expect.stringMatching(/./),
    logo: { '@type': 'ImageObject', url: 'https://courier.example/logo.png' },
  });
  expect(document.coverageEndTime).toBe(liveBlog.endedAt);
  expect(document.dateModified).toBe(liveBlog.updatedAt);
  expect(document.liveBlogUpdate).toHaveLength(2);
  for (const update of document.liveBlogUpdate)
    expect(Object.keys(update)).toEqual(
      expect.arrayContaining([...UPDATE_PROPERTIES.required, ...UPDATE_PROPERTIES.recommended]),
    );
  expect(document.liveBlogUpdate).toMatchObject([
    { '@type': 'BlogPosting', headline: 'Only a text.', articleBody: 'Only a text.' },
    {
      headline: 'The wind rises',
      articleBody: 'Ferries stop .',
      author: [person],
      image: 'https://courier.example/waves.jpg?a=1&b=2',
      url: expect.stringMatching(/^https:\/\/courier\.example\/storm#entry-\d+$/),
    },
  ]);
  await blog.run('startLiveBlog', { id: blog.id });
});

test('A new entry and an edit change the time of the live blog in the JSON-LD, feeds and sitemaps', async () => {
  const paths = ['/feeds/feed.json', '/feeds/atom.xml', '/sitemaps/articles-1.xml', '/sitemap.xml'];
  const id = await blog.add({ title: 'First' });
  await gateway.app.cacheInvalidator.waitForSync();
  const { liveBlog } = await read();
  for (const path of paths)
    expect([path, await readText(path)]).toEqual([path, expect.stringContaining(liveBlog.updatedAt)]);
  await blog.run('updateLiveBlogEntry', { id, title: 'Second' });
  await gateway.app.cacheInvalidator.waitForSync();
  const later = await read();
  expect(later.liveBlog.updatedAt > liveBlog.updatedAt).toBe(true);
  expect(later.document.liveBlogUpdate[0].headline).toBe('Second');
  for (const path of paths)
    expect([path, await readText(path)]).toEqual([path, expect.stringContaining(later.liveBlog.updatedAt)]);
});
