import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importFeed } from '../../../src/importers/feed/feed-import.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import type { ImportSummary } from '../../../src/importers/run/import-run.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { formatSummary } from '../../../src/importers/run/report.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';

let gateway: Gateway;
let preview: Query;
beforeAll(async () => {
  gateway = await startGateway();
  preview = gateway.queryAs(await gateway.createKey('preview'), 'preview');
});
afterAll(() => gateway.close());

async function importText(text: string, options: { overwrite?: boolean } = {}) {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const deps = {
    ...{ prisma: gateway.database.prisma, importService: gateway.importService },
    fetcher: new Fetcher({ allowPrivate: false }),
  };
  const file = `${await createFolder({ 'feed.atom': text })}/feed.atom`;
  const summary = await importFeed(file, deps, { report, ...options });
  return { summary, results, table: getTable(summary) };
}

function getTable({ statusCounts }: ImportSummary) {
  return [...statusCounts.values()]
    .map(({ kind, status, reason, count }) => [kind, status, reason, count].join(' | '))
    .sort();
}

/** Returns the status of an article, or null if there is none. */
async function readStatus(slug: string): Promise<string | null> {
  const { article } = await preview('query ($slug: String!) { article(by: { slug: $slug }) { status } }', {
    slug,
  });
  return article?.status ?? null;
}

const BLOG = 'tag:blogger.com,1999:blog-77';

/** Builds an export as Google Takeout makes it, `feed.atom`. */
function buildTakeout(entries: string[]): string {
  return `<?xml version='1.0' encoding='utf-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
  <id>${BLOG}</id>
  <title>Slack Water</title>
${entries.join('\n')}
</feed>`;
}

function buildTakeoutEntry(
  id: string,
  { type = 'POST', status = 'LIVE', title = id, published = '2021-03-01T08:00:00Z', more = '' },
): string {
  return `  <entry>
    <id>${BLOG}.${id}</id>
    <blogger:type>${type}</blogger:type>
    <blogger:status>${status}</blogger:status>
    <author><name>Ida Reed</name><uri></uri><blogger:type>BLOGGER</blogger:type></author>
    <title>${title}</title>
    <content type='html'>&lt;p&gt;Words of ${title}.&lt;/p&gt;</content>
    <blogger:metaDescription></blogger:metaDescription>
    <blogger:created>2021-02-28T08:00:00Z</blogger:created>
    <published>${published}</published>
    <updated>2021-03-02T08:00:00Z</updated>
    ${more}
  </entry>`;
}

/** Builds an export as Blogger made it before, under Settings > Back up content. */
function buildOldExport(entries: string[]): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-88.archive</id><updated>2019-05-01T08:00:00Z</updated><title type='text'>Ebb</title>
<link rel='alternate' type='text/html' href='http://ebb.blogspot.example/'/>
${entries.join('\n')}
</feed>`;
}

function buildOldEntry(id: string, { kind = 'post', title = id, link = '', more = '' }): string {
  return `<entry><id>tag:blogger.com,1999:blog-88.${id}</id><published>2018-04-01T08:00:00Z</published><updated>2018-04-02T08:00:00Z</updated>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#${kind}'/>${more}
<title type='text'>${title}</title><content type='html'>&lt;p&gt;Words of ${title}.&lt;/p&gt;</content>
${link && `<link rel='alternate' type='text/html' href='http://ebb.blogspot.example${link}' title='${title}'/>`}<author><name>Ida Reed</name></author></entry>`;
}

const DRAFT_MARK = `<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>`;

test("Of Blogger's Takeout, only live posts and pages are published", async () => {
  const label = `<category scheme='${BLOG}' term='Harbour'/>`;
  const takeout = buildTakeout([
    buildTakeoutEntry('post-1', {
      title: 'Live',
      more: `${label}<blogger:filename>/2021/03/live.html</blogger:filename><blogger:trashed/>`,
    }),
    buildTakeoutEntry('post-2', { title: 'Unready', status: 'DRAFT' }),
    buildTakeoutEntry('post-3', { title: 'Binned', status: 'SOFT_TRASHED' }),
    buildTakeoutEntry('post-4', {
      title: 'Also binned',
      more: '<blogger:trashed>2021-04-01T00:00:00Z</blogger:trashed>',
    }),
    buildTakeoutEntry('post-5', { title: 'Later', status: 'SCHEDULED', published: '2999-01-01T00:00:00Z' }),
    buildTakeoutEntry('post-6', { title: 'Odd', status: 'SOMETHING_NEW' }),
    buildTakeoutEntry('page-1', {
      title: 'About',
      type: 'PAGE',
      more: '<blogger:filename>/p/about.html</blogger:filename>',
    }),
    buildTakeoutEntry('page-2', { title: 'Imprint', type: 'PAGE', status: 'DRAFT' }),
    buildTakeoutEntry('post-1.comment-1', {
      type: 'COMMENT',
      more: `<blogger:parent>${BLOG}.post-1</blogger:parent>`,
    }),
    buildTakeoutEntry('post-1.comment-2', { type: 'COMMENT', status: 'SPAM_COMMENT' }),
  ]);
  const { summary, table, results } = await importText(takeout);

  expect(await gateway.query('{ articles(first: 100) { nodes { path tags { name } } } }')).toEqual({
    articles: { nodes: [{ path: '/2021/03/live.html', tags: [{ name: 'Harbour' }] }] },
  });
  const { about } = await gateway.query(
    '{ about: article(by: { slug: "about" }) { path kind tags { name } } }',
  );
  expect(about).toEqual({ path: '/p/about.html', kind: 'PAGE', tags: [] });
  expect(await readStatus('unready')).toBe('DRAFT');
  expect(await readStatus('odd')).toBe('DRAFT');
  expect(await readStatus('imprint')).toBe('DRAFT');
  expect(await readStatus('later')).toBe('SCHEDULED');
  expect(await readStatus('binned')).toBe(null);
  expect(table).toEqual([
    'comment | left out | not a post or page | 2',
    'page | created |  | 2',
    'post | created |  | 4',
    'post | left out | in the trash in Blogger | 2',
  ]);
  const getReasons = (id: string) => results.find(({ item }) => item === `${BLOG}.${id}`)?.reasons;
  expect(getReasons('post-2')).toEqual(['a draft in Blogger: imported as a draft']);
  expect(getReasons('post-6')).toEqual(['unknown status "SOMETHING_NEW" in Blogger: imported as a draft']);
  expect(formatSummary(summary)).toContain(
    '10 items: 6 created, 0 updated, 0 unchanged, 0 kept, 0 refused, 4 left out',
  );
  expect((await importText(takeout)).summary.counts).toMatchObject({ created: 0, updated: 0, unchanged: 6 });
});

test("An import of Blogger's former export keeps drafts as drafts, and skips comments, settings and theme", async () => {
  const label = `<category scheme='http://www.blogger.com/atom/ns#' term='Tides'/>`;
  const entries = [
    buildOldEntry('layout', { kind: 'template', title: 'Template: Ebb' }),
    buildOldEntry('settings.BLOG_NAME', { kind: 'settings', title: 'The name of the blog' }),
    buildOldEntry('settings.BLOG_LANGUAGE', { kind: 'settings', title: 'Language of the blog' }),
    buildOldEntry('post-1', { title: 'Ebb tide', link: '/2018/04/ebb-tide.html', more: label }),
    buildOldEntry('post-2', { title: 'Half a thought', more: DRAFT_MARK }),
    buildOldEntry('page-3', { kind: 'page', title: 'Who we are', link: '/p/who-we-are.html' }),
    buildOldEntry('post-4', {
      kind: 'comment',
      title: 'Well said',
      link: '/2018/04/ebb-tide.html?showComment=1#c4',
    }),
  ];
  const { table, results } = await importText(buildOldExport(entries));

  const { article } = await gateway.query(
    '{ article(by: { slug: "ebb-tide" }) { path publishedAt tags { name } authors { name } } }',
  );
  expect(article).toEqual({
    ...{ path: '/2018/04/ebb-tide.html', publishedAt: '2018-04-01T08:00:00.000Z' },
    ...{ tags: [{ name: 'Tides' }], authors: [{ name: 'Ida Reed' }] },
  });
  expect(await readStatus('half-a-thought')).toBe('DRAFT');
  expect(await readStatus('who-we-are')).toBe('PUBLISHED');
  expect(await readStatus('well-said')).toBe(null);
  expect(table).toEqual([
    'comment | left out | not a post or page | 1',
    'page | created |  | 1',
    'post | created |  | 2',
    'settings | left out | not a post or page | 2',
    'template | left out | not a post or page | 1',
  ]);
  expect(results.find(({ item }) => item.endsWith('post-2'))?.reasons).toEqual([
    'marked as a draft: imported as a draft',
  ]);
});

test('A post of Blogger that becomes a draft or goes to the trash leaves the site', async () => {
  const build = (status: string) =>
    buildTakeout([buildTakeoutEntry('post-50', { title: 'Once live', status })]);
  await importText(build('LIVE'));
  expect(await readStatus('once-live')).toBe('PUBLISHED');
  await importText(build('DRAFT'));
  expect(await readStatus('once-live')).toBe('UNPUBLISHED');
  await importText(build('LIVE'));
  expect(await readStatus('once-live')).toBe('PUBLISHED');
  const { results } = await importText(build('SOFT_TRASHED'));
  expect(results).toEqual([
    { item: `${BLOG}.post-50`, kind: 'post', outcome: 'withdrawn', reasons: ['in the trash in Blogger'] },
  ]);
  expect(await readStatus('once-live')).toBe('UNPUBLISHED');
});

test('A comment of Blogger that was published by a former import is unpublished', async () => {
  const comment = buildTakeoutEntry('post-1.comment-9', { title: 'First', type: 'COMMENT' });
  const asPost = buildTakeoutEntry('post-1.comment-9', { title: 'First' });
  await importText(buildTakeout([asPost]));
  expect(await readStatus('first')).toBe('PUBLISHED');
  expect((await importText(buildTakeout([comment]))).results).toMatchObject([
    { kind: 'comment', outcome: 'withdrawn', reasons: ['not a post or page'] },
  ]);
});

test('An entry of any Atom feed that is marked as a draft becomes a draft', async () => {
  const { results } =
    await importText(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:pub="http://www.w3.org/2007/app">
    <id>tag:own</id><title>Own</title><link href="https://own.example/"/>
    <entry><id>tag:own-1</id><title>Unsigned</title><link href="https://own.example/unsigned"/><updated>2024-03-05T10:00:00Z</updated>
      <pub:control><pub:draft>yes</pub:draft></pub:control><content>Words.</content></entry>
    <entry><id>tag:own-2</id><title>Signed</title><link href="https://own.example/signed"/><updated>2024-03-05T10:00:00Z</updated>
      <pub:control><pub:draft>no</pub:draft></pub:control><content>Words.</content></entry></feed>`);
  expect(await readStatus('unsigned')).toBe('DRAFT');
  expect(await readStatus('signed')).toBe('PUBLISHED');
  expect(results[0]).toEqual({
    ...{ item: 'https://own.example/unsigned', outcome: 'created' },
    reasons: ['marked as a draft: imported as a draft'],
  });
});
