import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importPages } from '../../../src/importers/page/page-import.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';

let gateway: Gateway;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway();
  preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
});
afterAll(() => gateway.close());

/** Imports files of a folder and returns their results by file name. */
async function importFiles(files: Record<string, string>, names = Object.keys(files)) {
  const folder = await createFolder(files);
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const deps = {
    importService: gateway.importService,
    fetcher: new Fetcher({ allowPrivate: false }),
  };
  await importPages(
    names.map((name) => `${folder}/${name}`),
    deps,
    { report },
  );
  return Object.fromEntries(results.map(({ item, ...result }) => [item.slice(folder.length + 1), result]));
}

async function readArticle(slug: string) {
  const { article } = await preview(
    `query ($slug: String!) { article(by: { slug: $slug }) {
      status title path standfirst publishedAt kind access { level } body { text } } }`,
    { slug },
  );
  return article;
}

const SENTENCES =
  'The lock keeper rows out at six, before the tide turns. Nobody else knows how the old sluice is opened. ';

/** Builds a story as Medium exports it, which leaves the by-line out of drafts. */
function buildMediumStory(title: string, id: string, publishedAt: string | null): string {
  const byline = `<p>By <a href="https://medium.com/@ida" class="p-author h-card">Ida Reed</a> on <a href="https://medium.com/p/${id}"><time class="dt-published" datetime="${publishedAt}">May 2, 2021</time></a>.</p><p><a href="https://medium.com/@ida/${id}" class="p-canonical">Canonical link</a></p>`;
  const original = `<p><a href="https://medium.com/p/${id}">View original.</a></p>`;
  return `<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>${title}</title><style>
      * { font-family: Georgia, Cambria, "Times New Roman", Times, serif; }
    </style></head><body><article class="h-entry">
<header>
<h1 class="p-name">${title}</h1>
</header>
<section data-field="subtitle" class="p-summary">
Rowing out before the tide
</section>
<section data-field="body" class="e-content">
<section name="f1" class="section section--body section--first section--last"><div class="section-divider"><hr class="section-divider"></div><div class="section-content"><div class="section-inner sectionLayout--insetColumn"><h3 name="a1" id="a1" class="graf graf--h3 graf--leading graf--title">${title}</h3><p name="a2" id="a2" class="graf graf--p graf-after--h3">${SENTENCES.repeat(3)}</p><p name="a3" id="a3" class="graf graf--p graf-after--p graf--trailing">${SENTENCES.repeat(2)}</p></div></div></section>
</section>
<footer>${publishedAt === null ? original : byline}<p>Exported from <a href="https://medium.com">Medium</a> on June 1, 2021.</p></footer></article></body></html>`;
}

test("Drafts of Medium's export become drafts, also under another file name", async () => {
  const results = await importFiles({
    '2021-05-02_The-lock-keeper-1a2b3c4d5e6f.html': buildMediumStory(
      ...(['The lock keeper', '1a2b3c4d5e6f', '2021-05-02T08:00:00.000Z'] as const),
    ),
    'draft_An-unopened-sluice-2b3c4d5e6f70.html': buildMediumStory(
      'An unopened sluice',
      '2b3c4d5e6f70',
      null,
    ),
    'renamed.html': buildMediumStory('A renamed draft', '3c4d5e6f7081', null),
  });
  expect(await readArticle('the-lock-keeper')).toMatchObject({
    ...{ status: 'PUBLISHED', publishedAt: '2021-05-02T08:00:00.000Z' },
    body: { text: expect.not.stringContaining('Exported from') },
  });
  expect(await readArticle('an-unopened-sluice')).toMatchObject({
    ...{ status: 'DRAFT', publishedAt: null },
    body: { text: expect.not.stringMatching(/View original|Exported from/) },
  });
  expect(await readArticle('a-renamed-draft')).toMatchObject({ status: 'DRAFT' });
  expect(results['draft_An-unopened-sluice-2b3c4d5e6f70.html']!.reasons).toContain(
    'a draft of Medium: imported as a draft',
  );
  const [first, second] = Object.values(results);
  const note = "Medium's export does not say which stories are unlisted, for members, or responses to others";
  expect(first!.reasons.join()).toContain(note);
  expect(second!.reasons.join()).not.toContain(note);
});

test("A draft without a text in Medium's export is skipped without an error", async () => {
  const empty = buildMediumStory('', '4d5e6f708192', null).replace(/<p name=.*?<\/p>/g, '');
  expect(await importFiles({ 'draft_-4d5e6f708192.html': empty })).toEqual({
    'draft_-4d5e6f708192.html': {
      ...{ kind: 'draft', outcome: 'left out' },
      reasons: ['a draft of Medium without a text'],
    },
  });
});

const POSTS_CSV = `post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url
5001001.first-boat,2022-03-04T06:30:00.000Z,true,2022-03-04T06:30:01.000Z,,newsletter,everyone,"First boat, last light",How the day begins,
5001002.for-those-who-pay,2022-03-05T06:30:00.000Z,true,,,newsletter,only_paid,For those who pay,,
5001003.for-those-who-signed-up,2022-03-06T06:30:00.000Z,true,,,newsletter,only_free,For those who signed up,,
5001004.founders,2022-03-07T06:30:00.000Z,true,,,newsletter,founding,For the founders,,
5001005.not-yet,,false,,,newsletter,everyone,Not yet,,
5001006,,false,,,newsletter,everyone,,,
5001007.about,2021-01-01T00:00:00.000Z,true,,,page,everyone,About this letter,,
5001008.odd,2022-03-08T06:30:00.000Z,true,,,newsletter,somebody,Odd,,
`;
const buildSubstackPost = (start: string) =>
  `<p>${start}. ${SENTENCES}</p><div class="subscription-widget-wrap"><p>Thanks for reading! Subscribe for free.</p><form><input type="email"></form></div><p>${SENTENCES}</p>`;

test("Substack's export is imported as its posts.csv says", async () => {
  const posts = ['5001001.first-boat', '5001002.for-those-who-pay', '5001003.for-those-who-signed-up'];
  const others = ['5001004.founders', '5001005.not-yet', '5001007.about', '5001008.odd', '5001009.unlisted'];
  const files = [...posts, ...others].map((name) => `posts/${name}.html`);
  const results = await importFiles(
    {
      'posts.csv': POSTS_CSV,
      ...Object.fromEntries(files.map((name) => [name, buildSubstackPost(`Here begins ${name}`)])),
      'posts/5001006.html': '',
    },
    [...files, 'posts/5001006.html'],
  );

  expect(await readArticle('first-boat')).toEqual({
    ...{ status: 'PUBLISHED', title: 'First boat, last light', path: '/p/first-boat' },
    ...{ standfirst: 'How the day begins', publishedAt: '2022-03-04T06:30:00.000Z' },
    ...{ kind: 'ARTICLE', access: { level: 'PUBLIC' } },
    body: { text: expect.stringMatching(/^Here begins posts\/5001001\.first-boat\.html\. The lock keeper/) },
  });
  expect(await readArticle('for-those-who-pay')).toMatchObject({ access: { level: 'PAID' } });
  expect(await readArticle('for-those-who-signed-up')).toMatchObject({ access: { level: 'MEMBERS' } });
  expect(await readArticle('founders')).toMatchObject({ access: { level: 'PAID' } });
  expect(await readArticle('odd')).toMatchObject({ access: { level: 'PAID' } });
  expect(await readArticle('about')).toMatchObject({ kind: 'PAGE', status: 'PUBLISHED', path: '/p/about' });
  expect(await readArticle('not-yet')).toMatchObject({ status: 'DRAFT', title: 'Not yet' });
  expect(await readArticle('unlisted')).toMatchObject({ status: 'DRAFT' });

  expect(results['posts/5001005.not-yet.html']!.reasons).toContain(
    'a draft of Substack: imported as a draft',
  );
  expect(results['posts/5001009.unlisted.html']!.reasons).toContain(
    'posts.csv does not list it: imported as a draft',
  );
  expect(results['posts/5001008.odd.html']!.reasons).toContain(
    'the audience "somebody" is not known: imported as an article for paying members',
  );
  expect(results['posts/5001006.html']).toEqual({
    ...{ kind: 'draft', outcome: 'left out' },
    reasons: ['a draft of Substack without a text'],
  });
});

test('A list of posts that is no CSV ends the import with a message', async () => {
  const files = { 'posts.csv': `${POSTS_CSV}5009.x,"unclosed`, '5001001.first-boat.html': '<p>Words.</p>' };
  await expect(importFiles(files, ['5001001.first-boat.html'])).rejects.toThrow(
    /posts\.csv is not valid CSV: /,
  );
});

test("Posts of Substack's export keep short lines, which on a page may be labels", async () => {
  const POSTS = 'post_id,post_date,is_published,type,audience,title,subtitle';
  const row = (name: string, title: string) =>
    `${name},2024-03-01T08:00:00.000Z,true,newsletter,everyone,${title},`;
  await importFiles(
    {
      'posts.csv': [POSTS, row('6002001.net-song', 'Net song'), row('6002002.one-line', 'One line')].join(
        '\n',
      ),
      '6002001.net-song.html': '<p>The nets are drying</p><p>The boats are gone</p><p>The tide is late</p>',
      '6002002.one-line.html': '<p>What is <strong>your</strong> harbour called</p>',
    },
    ['6002001.net-song.html', '6002002.one-line.html'],
  );
  expect(await readArticle('net-song')).toMatchObject({
    body: { text: 'The nets are drying\n\nThe boats are gone\n\nThe tide is late' },
  });
  expect(await readArticle('one-line')).toMatchObject({ body: { text: 'What is your harbour called' } });
});

test("Posts of Substack's export become drafts where posts.csv is missing", async () => {
  const results = await importFiles({ '6001001.alone.html': buildSubstackPost('Alone') });
  expect(await readArticle('alone')).toMatchObject({ status: 'DRAFT' });
  expect(results['6001001.alone.html']!.reasons).toContain(
    'named like a post of Substack, but posts.csv is not beside it or one folder above: imported as a draft',
  );
});

/** Builds a page that shows an article. */
function buildPage(title: string, { head = '', names = '' }: { head?: string; names?: string }): string {
  return `<!doctype html><html><head><title>${title}</title>${head}</head><body><main><article class="${names}">
<h1>${title}</h1><p>${SENTENCES.repeat(2)}</p><p>${SENTENCES.repeat(2)}</p></article></main></body></html>`;
}

function buildJsonLd(properties: object): string {
  const article = { '@context': 'https://schema.org', '@type': 'NewsArticle', ...properties };
  return `<script type="application/ld+json">${JSON.stringify(article)}</script>`;
}

test.each([
  ['creativeWorkStatus of schema.org', { head: buildJsonLd({ creativeWorkStatus: 'Draft' }) }, 'DRAFT'],
  ['creativeWorkStatus Published', { head: buildJsonLd({ creativeWorkStatus: 'Published' }) }, 'PUBLISHED'],
  ["WordPress's class of a draft", { names: 'post-12 post type-post status-draft hentry' }, 'DRAFT'],
  ["WordPress's class of a private post", { names: 'post-12 post status-private hentry' }, 'DRAFT'],
  ["WordPress's class of a published post", { names: 'post-12 post status-publish hentry' }, 'PUBLISHED'],
  [
    "WordPress's class of a post with a password",
    { names: 'post-12 status-publish post-password-required hentry' },
    'DRAFT',
  ],
  ["Drupal's class of an unpublished node", { names: 'node node--type-article node--unpublished' }, 'DRAFT'],
])('A saved page with %s gets its state from it', async (name, page, status) => {
  const title = `Saved with ${name}`;
  const file = `${name.replace(/\W+/g, '-')}.html`;
  const results = await importFiles({ [file]: buildPage(title, page) });
  const slug = title.toLowerCase().replace(/'/g, '').replace(/\W+/g, '-');
  expect(await readArticle(slug)).toMatchObject({ title, status });
  expect(results[file]!.reasons.some((reason) => reason.endsWith('imported as a draft'))).toBe(
    status === 'DRAFT',
  );
});

test.each([
  ['isAccessibleForFree', buildJsonLd({ isAccessibleForFree: 'False' })],
  ['a content tier', '<meta property="article:content_tier" content="locked">'],
])('A page that %s marks as not free is for paying members', async (name, head) => {
  const title = `Behind ${name.replace('a ', 'the ')}`;
  const results = await importFiles({ 'paid.html': buildPage(title, { head }) });
  const slug = title.toLowerCase().replace(/ /g, '-');
  expect(await readArticle(slug)).toMatchObject({ status: 'PUBLISHED', access: { level: 'PAID' } });
  const { article } = await gateway.query(`{ article(by: { slug: "${slug}" }) { body { text } } }`);
  expect(article.body.text).toBe('');
  expect(results['paid.html']!.reasons).toContain(
    'the page is marked as not free to read: its visible text was imported for paying members',
  );
});
