import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importFeed } from '../../../src/importers/feed/feed-import.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { importGhost } from '../../../src/importers/ghost/ghost-import.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { importPages } from '../../../src/importers/page/page-import.js';
import type { ImportSummary } from '../../../src/importers/run/import-run.js';
import { noSubscribers } from '../../../src/importers/run/no-subscribers.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

let gateway: Gateway;
const fetcher = new Fetcher({ allowPrivate: true });
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

/** Returns the URLs of the links in an article. */
async function readLinks(slug: string): Promise<string[]> {
  const { article } = await gateway.query(
    'query ($slug: String!) { article(by: { slug: $slug }) { body { html } } }',
    {
      slug,
    },
  );
  return [...article.body.html.matchAll(/<a [^>]*?href="([^"]*)"/g)].map(([, url]: string[]) => url!);
}

/** Returns the reasons about links. */
const listLost = ({ resultsWithReasons }: ImportSummary) =>
  resultsWithReasons.flatMap(({ reasons }) => reasons.filter((reason) => /^the link /.test(reason)));

const links = (...urls: string[]) => urls.map((url) => `<p><a href="${url}">x</a></p>`).join('\n');

test('Links of a WordPress export to its own posts become paths, by address and by ID', async () => {
  const folder = await createFolder({
    'site.xml': renderWxr([
      {
        id: 1,
        slug: 'wp-one',
        content: links(
          'https://old.example/wp-two/#part',
          'http://www.old.example/?p=2',
          '/?page_id=3',
          '/wp-two/',
          'https://old.example/lost/',
          'https://old.example/?p=99',
          'https://old.example/wp-content/uploads/a.pdf',
          '/wp-content/uploads/b.pdf',
          'https://other.example/wp-two/',
          '#here',
        ),
      },
      { id: 2, slug: 'wp-two', link: 'https://old.example/2020/wp-two/', meta: { _wp_old_slug: 'wp-zwei' } },
      { id: 3, slug: 'wp-three', type: 'page', content: links('https://old.example/2020/wp-zwei/') },
    ]),
  });
  const run = () => importWordPress([join(folder, 'site.xml')], gateway.importService);
  const summary = await run();
  expect(await readLinks('wp-one')).toEqual([
    '/wp-two#part',
    '/2020/wp-two',
    '/wp-three',
    '/wp-two',
    '/lost',
    'https://old.example/?p=99',
    'https://old.example/wp-content/uploads/a.pdf',
    'https://old.example/wp-content/uploads/b.pdf',
    'https://other.example/wp-two/',
    '#here',
  ]);
  expect(await readLinks('wp-three')).toEqual(['/2020/wp-zwei']);
  expect(listLost(summary)).toEqual([
    'the link https://old.example/?p=99 leads to no public article that was imported',
    'the link /wp-two leads to nothing here',
    'the link /lost leads to nothing here',
  ]);
  expect((await run()).counts).toEqual({ created: 0, updated: 0, unchanged: 3, kept: 0, refused: 0 });
});

test('A link by ID to a post that is not public stays as it was written, and becomes a path once the post is public', async () => {
  const hidden = ['draft', 'private', 'trash', 'future'];
  const importAll = async (isPublic: boolean) => {
    const posts = hidden.map((status, i) => ({
      id: 50 + i,
      slug: isPublic || status !== 'draft' ? `secret-${status}` : '',
      title: `Secret ${status}`,
      status: isPublic ? 'publish' : status,
      ...(status === 'future' && !isPublic && { date: '2126-01-01 00:00:00' }),
    }));
    const content = links(...posts.map(({ id }) => `/?p=${id}`));
    const linking = { id: 49, slug: 'links-to-hidden', content };
    const folder = await createFolder({ 'site.xml': renderWxr([linking, ...posts]) });
    return importWordPress([join(folder, 'site.xml')], gateway.importService);
  };
  const written = hidden.map((_, i) => `https://old.example/?p=${50 + i}`);
  const summary = await importAll(false);
  expect(await readLinks('links-to-hidden')).toEqual(written);
  expect(listLost(summary)).toEqual(
    written.map((url) => `the link ${url} leads to no public article that was imported`),
  );
  await importAll(true);
  const paths = hidden.map((status) => `/secret-${status}`);
  expect(await readLinks('links-to-hidden')).toEqual(paths);
});

test('Links of a Ghost export become paths, with the placeholder for the site and without', async () => {
  const post = (id: string, slug: string, html: string) => ({
    id,
    slug,
    title: slug,
    status: 'published',
    html,
  });
  const body = links(
    '__GHOST_URL__/ghost-b/',
    'https://ghost.example/ghost-b/',
    '__GHOST_URL__/content/files/a.pdf',
    '/assets/chart.png',
  );
  const folder = await createFolder({
    'site.json': JSON.stringify({
      data: {
        posts: [post('a1', 'ghost-a', body + links('__GHOST_URL__/never/')), post('b1', 'ghost-b', '')],
      },
    }),
  });
  const deps = { importService: gateway.importService, subscribers: noSubscribers };
  const summary = await importGhost([join(folder, 'site.json')], deps, { url: 'https://ghost.example' });
  expect(await readLinks('ghost-a')).toEqual([
    '/ghost-b',
    '/ghost-b',
    'https://ghost.example/content/files/a.pdf',
    'https://ghost.example/assets/chart.png',
    '/never',
  ]);
  expect(listLost(summary)).toEqual(['the link /never leads to nothing here']);
});

test('Links between the files of a folder become the paths of their articles', async () => {
  const files = {
    'a.md':
      '---\ntitle: File A\ndate: 2026-01-02\n---\n[B](sub/b.md#part), [A](a.md), [lost](c.md) and `[no](sub/b.md)`.',
    'sub/b.md': '---\ntitle: File B\ndate: 2026-01-02\nsection: Files\n---\n[back](../a.md "A")',
  };
  const folder = await createFolder(files);
  const summary = await importMarkdown(folder, gateway.importService);
  expect(await readLinks('a')).toEqual(['/files/b#part', '/a', 'c.md']);
  expect(await readLinks('b')).toEqual(['/a']);
  expect(listLost(summary)).toEqual(['the link c.md leads to no public article that was imported']);
  expect((await importMarkdown(folder, gateway.importService)).counts.unchanged).toBe(2);
});

test('An article of a folder that links to later files is saved once, and again if one of them gets another path', async () => {
  const post = (title: string, text: string, more = '') =>
    `---\ntitle: ${title}\ndate: 2026-01-02\n${more}---\n${text}`;
  const folder = await createFolder({
    'ahead.md': post('Ahead', '[1](later.md), [2](sub/placed.md#part), [3](moved.md)'),
    'later.md': post('Later', '[ahead](ahead.md)', 'section: New Place\n'),
    'moved.md': post('Moved', 'Text', 'path: /2019/moved\n'),
    'renamed/first.md': post('First', '[second](second/2026-01-02-same.md)'),
    'renamed/same.md': post('Same', 'Text'),
    'renamed/second/2026-01-02-same.md': post('Same again', 'Text'),
    'sub/placed.md': post('Placed', 'Text', 'slug: put\nsection: New Place/Deeper\n'),
    'withheld.md': post('Withheld', '[no article](zz.md)'),
    'zz.md': '---\ntitle: Refused\ndate: never\n---\nText',
  });
  const summary = await importMarkdown(folder, gateway.importService);
  expect(await readLinks('ahead')).toEqual(['/new-place/later', '/new-place/deeper/put#part', '/2019/moved']);
  expect(await readLinks('later')).toEqual(['/ahead']);
  expect(await readLinks('first')).toEqual(['/same-2026-01-02']);
  expect(listLost(summary)).toEqual(['the link zz.md leads to no public article that was imported']);
  const revisions = await gateway.database.prisma.draft.findMany({
    where: { slug: { in: ['ahead', 'first', 'later', 'withheld'] } },
    orderBy: { slug: 'asc' },
    select: { slug: true, revision: true },
  });
  expect(revisions).toEqual([
    { slug: 'ahead', revision: 1 },
    { slug: 'first', revision: 2 },
    { slug: 'later', revision: 1 },
    { slug: 'withheld', revision: 1 },
  ]);
  expect((await importMarkdown(folder, gateway.importService)).counts.unchanged).toBe(8);
});

test('Links of feeds and pages become paths where the other article is here, and stay absolute elsewhere', async () => {
  const item = (id: string, html: string) => ({
    id,
    url: `https://feed.example/${id}`,
    title: id,
    content_html: html,
  });
  const body = links('/feed-b', 'https://feed.example/feed-c', 'https://feed.example/elsewhere?x=1');
  const folder = await createFolder({
    'feed.json': JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      home_page_url: 'https://feed.example/',
      items: [item('feed-a', body), item('feed-b', 'Text'), item('feed-c', 'Text')],
    }),
    'page.html': `<html><head><title>Page</title><link rel="canonical" href="https://feed.example/page-a">
      </head><body><article><h1>Page</h1>${'<p>A sentence that is long enough to be the text of an article.</p>'.repeat(9)}
      <p>And <a href="/feed-b">this</a> and <a href="/elsewhere">that</a>.</p></article></body></html>`,
  });
  const { prisma } = gateway.database;
  const deps = { prisma, importService: gateway.importService, fetcher };
  const summary = await importFeed(join(folder, 'feed.json'), deps);
  expect(await readLinks('feed-a')).toEqual(['/feed-b', '/feed-c', 'https://feed.example/elsewhere?x=1']);
  expect(listLost(summary)).toEqual([
    'the link https://feed.example/elsewhere?x=1 leads to no public article that was imported',
  ]);
  await importPages([join(folder, 'page.html')], deps);
  expect(await readLinks('page-a')).toEqual(['/feed-b', 'https://feed.example/elsewhere']);
});
