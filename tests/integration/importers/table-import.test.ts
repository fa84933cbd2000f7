import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import { runImporter } from '../../../src/importers/own/run-importer.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { createTableImporter } from '../../../src/importers/table/table-importer.js';
import type { TableOptions } from '../../../src/importers/table/table-options.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

const TABLES = fileURLToPath(new URL('tables', import.meta.url));

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

async function importTable(file: string, options: TableOptions = {}) {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const { database, importService } = gateway;
  const fetcher = new Fetcher({ allowPrivate: false });
  const deps = { prisma: database.prisma, importService, fetcher, timeZone: 'Europe/Berlin' };
  const options_ = { args: [file.startsWith('/') ? file : join(TABLES, file)], report };
  const summary = await runImporter('table', createTableImporter(options), deps, options_);
  const short = (item: string) => /\((.*)\)$/.exec(item)?.[1] ?? item.replace(/^.*, /, '');
  return {
    summary,
    outcomes: Object.fromEntries(results.map(({ item, outcome }) => [short(item), outcome])),
    reasons: Object.fromEntries(results.map(({ item, reasons }) => [short(item), reasons])),
  };
}

/** Lists the public articles, as paths with dates, and all drafts. */
async function listArticles() {
  const { database } = gateway;
  const drafts = await database.prisma.draft.findMany({
    orderBy: { path: 'asc' },
    include: { article: true },
  });
  const describeDate = (date: Date | null) => date?.toISOString() ?? null;
  return {
    published: Object.fromEntries(
      drafts.flatMap(({ path, article }) => (article ? [[path, describeDate(article.publishedAt)]] : [])),
    ),
    drafts: drafts.filter(({ article }) => !article).map(({ slug }) => slug),
  };
}

const ARTICLE = `title path standfirst access { level } kind language section { name } tags { name } authors { name }
  image { url alt caption } body { html }`;
const getArticle = async (path: string) =>
  (
    await gateway.query(
      `query ($path: String!) { route(path: $path) { status redirectTo node { ... on Article { ${ARTICLE} } } } }`,
      { path },
    )
  ).route;

const unchanged = { created: 0, updated: 0 };

describe('import table of an export of', () => {
  test('Substack', async () => {
    const first = await importTable('substack/posts.csv', { site: 'https://quay.substack.example' });
    expect(first.outcomes).toEqual({
      101: 'created',
      102: 'created',
      103: 'created',
      104: 'created',
      105: 'left out',
      106: 'created',
      107: 'created',
      108: 'created',
      'columns of posts.csv': 'used',
    });
    expect(await listArticles()).toEqual({
      published: {
        '/p/about': '2023-01-01T00:00:00.000Z',
        '/p/members-only-ebb': '2024-03-11T06:00:00.000Z',
        '/p/new-audience': '2024-03-13T06:00:00.000Z',
        '/p/no-file': '2024-03-14T06:00:00.000Z',
        '/p/the-tide-tables': '2024-03-04T06:00:12.345Z',
      },
      drafts: expect.arrayContaining(['an-unfinished-draft', 'untitled']),
    });
    const { node } = await getArticle('/p/the-tide-tables');
    expect(node).toMatchObject({
      standfirst: 'Why they are right, mostly',
      kind: 'ARTICLE',
      access: { level: 'PUBLIC' },
    });
    expect(node.body.html).toContain('<a href="/p/members-only-ebb">the ebb</a>');
    expect(node.body.html).toContain('A table of 1890');
    expect(node.body.html).not.toContain('Subscribe');
    expect((await getArticle('/p/members-only-ebb')).node.access.level).toBe('PAID');
    expect((await getArticle('/p/new-audience')).node.access.level).toBe('PAID');
    expect((await getArticle('/p/about')).node.kind).toBe('PAGE');
    expect(first.reasons[103]).toContain('a draft of Substack: imported as a draft');
    expect(first.reasons[108]).toContain('no file of its body was found in posts');
    const again = await importTable('substack/posts.csv', { site: 'https://quay.substack.example' });
    expect(again.summary.counts).toMatchObject(unchanged);
  });

  test('Wix', async () => {
    const options: TableOptions = { site: 'https://quay.wixsite.example' };
    const cautious = await importTable('wix.csv', options);
    expect((await listArticles()).published).toEqual({});
    expect([...cautious.summary.statusCounts.values()].map(({ reason }) => reason)).toContain(
      'nothing says what is published: 3 drafts; see --status',
    );
    const { outcomes, reasons, summary } = await importTable('wix.csv', { ...options, status: 'published' });
    expect(outcomes).toEqual({
      w1: 'refused',
      w2: 'updated',
      w3: 'updated',
      w4: 'refused',
      'line 9': 'refused',
      'columns of wix.csv': 'used',
    });
    expect(reasons.w4).toEqual([
      '"05/06/2024" is not a date; say whether day or month is first with --date-order',
    ]);
    expect(reasons['line 9']![0]).toBe('the row has 2 values, and the table 14 columns');
    expect(summary.counts).toMatchObject({ updated: 3, refused: 3 });
    expect((await listArticles()).published).toMatchObject({
      '/post/the-pier-is-open': '2024-05-02T09:30:00.000Z',
      '/post/the-plan': '2024-05-01T09:30:00.000Z',
    });
    const { node } = await getArticle('/post/the-pier-is-open');
    expect(node).toMatchObject({
      standfirst: 'It took a year',
      section: { name: 'Harbour' },
      tags: [{ name: 'Pier' }, { name: 'Works' }],
      authors: [{ name: 'Ada Marsh' }],
      image: { url: 'https://static.wixstatic.com/media/11062b_fedcba9876543210fedcba9876543210~mv2.jpg' },
    });
    expect(node.body.html).toContain(
      '<p>The pier is <strong>open</strong> again; see <a href="/post/the-plan">the plan</a>.</p>',
    );
    expect(node.body.html).toContain('What is new</h3>');
    expect(node.body.html).toContain('Boards &amp; rails');
    expect(node.body.html).toContain(
      '<img src="https://static.wixstatic.com/media/11062b_0123456789abcdef0123456789abcdef~mv2.jpg" alt="The pier"',
    );
    const dated = await importTable('wix.csv', { ...options, status: 'published', dateOrder: 'day-first' });
    expect(dated.outcomes.w4).toBe('created');
    expect((await listArticles()).published['/post/wrong-date']).toBe('2024-06-04T22:00:00.000Z');
  });

  test('Drupal', async () => {
    const { outcomes, reasons } = await importTable('drupal.json', { site: 'https://drupal.example' });
    const id = (n: number) => `0000000${n}-aaaa-4bbb-8ccc-dddddddddddd`;
    expect(outcomes).toMatchObject({
      [id(1)]: 'created',
      [id(2)]: 'created',
      [id(3)]: 'created',
      [id(4)]: 'created',
      'tag-1': 'left out',
      'user-1': 'left out',
      'file-1': 'left out',
    });
    expect(await listArticles()).toEqual({
      published: {
        '/news/harbour-lights': '2024-04-01T06:00:00.000Z',
        '/without-an-alias': '2024-04-05T10:00:00.000Z',
      },
      drafts: expect.arrayContaining(['not-for-readers', 'in-review']),
    });
    expect(reasons[id(3)]).toContain('not published in Drupal: imported as a draft');
    expect((await getArticle('/news/harbour-lights')).node).toMatchObject({
      standfirst: 'Summary 1',
      tags: [{ name: 'Lights' }, { name: 'Night & day' }],
      authors: [{ name: 'Ben Okri' }],
      image: { url: 'https://drupal.example/sites/default/files/lamp.jpg', alt: 'A lamp' },
      body: { html: '<p>Words of Harbour lights, <a href="/node/1">see</a>.</p>' },
    });
    expect(await getArticle('/node/1')).toMatchObject({
      status: 'MOVED',
      redirectTo: '/news/harbour-lights',
    });
    expect(
      (await importTable('drupal.json', { site: 'https://drupal.example' })).summary.counts,
    ).toMatchObject(unchanged);
  });

  test('Strapi', async () => {
    const options: TableOptions = { site: 'https://strapi.example', permalinks: '/blog/{slug}' };
    const four = await importTable('strapi-4.json', options);
    expect(four.outcomes).toMatchObject({ 1: 'created', 2: 'created', 9: 'refused' });
    const five = await importTable('strapi-5.json', options);
    expect(five.outcomes).toMatchObject({ abc11: 'created', abc12: 'created' });
    expect(await listArticles()).toEqual({
      published: {
        '/blog/the-gull': '2024-06-01T07:00:00.000Z',
        '/blog/the-seal': '2024-06-03T07:00:00.000Z',
      },
      drafts: expect.arrayContaining(['a-nest', 'a-pup']),
    });
    const gull = (await getArticle('/blog/the-gull')).node;
    expect(gull).toMatchObject({
      section: { name: 'Nature' },
      authors: [{ name: 'Cara Lind' }],
      image: { url: 'https://strapi.example/uploads/gull.jpg', alt: 'A gull', caption: 'On the mast' },
    });
    expect(gull.body.html).toContain('<p>It <em>flew</em>.</p>');
    expect(gull.body.html).toContain('<blockquote>');
    expect(gull.body.html).toContain('<img src="https://strapi.example/uploads/wing.jpg" alt="A wing"');
    expect(four.reasons[1]).toContain('a component shared.map was left out');
    const seal = (await getArticle('/blog/the-seal')).node;
    expect(seal.body.html).toContain(
      '<p>It <strong>sleeps</strong> &lt;here>, <a href="https://seals.example/">they say</a></p>',
    );
    expect(seal.body.html).toContain('<img src="https://strapi.example/uploads/seal.jpg" alt="A seal"');
    expect(seal.tags).toEqual([{ name: 'Seals' }]);
  });

  test('Contentful', async () => {
    const { outcomes, reasons } = await importTable('contentful.json', { permalinks: '/news/{slug}' });
    expect(outcomes).toMatchObject({
      post1: 'created',
      post2: 'created',
      post3: 'created',
      post4: 'created',
      post5: 'left out',
      author1: 'left out',
      video1: 'left out',
      asset1: 'left out',
    });
    expect(await listArticles()).toEqual({
      published: {
        '/news/salt-in-the-air': '2024-07-01T08:00:00.000Z',
        '/news/the-storm': '2024-07-01T00:00:00.000Z',
      },
      drafts: ['never-published', 'secret-change'],
    });
    expect(reasons.post4![0]).toContain('changed in Contentful since its publication');
    const { node } = await getArticle('/news/salt-in-the-air');
    expect(node).toMatchObject({
      standfirst: 'A short text',
      authors: [{ name: 'Dan Reed' }],
      tags: [{ name: 'Sea' }],
      image: { url: 'https://images.ctfassets.example/sp/asset1/spray.jpg', alt: 'Spray on a lens' },
    });
    expect(node.body.html).toContain(
      'It is <b>everywhere</b>; see <a href="/news/the-storm">the storm</a> and <a href="https://salt.example/">more</a>.',
    );
    expect(node.body.html).toContain(
      '<img src="https://images.ctfassets.example/sp/asset1/spray.jpg" alt="Spray on a lens"',
    );
    expect(node.body.html).toContain('youtube');
    expect(reasons.post1).toContain('an embedded entry was left out');
    const german = await importTable('contentful.json', { permalinks: '/de/{slug}', locale: 'de' });
    expect(german.outcomes).toMatchObject({ post1: 'created', post2: 'left out' });
  });

  test('Sanity', async () => {
    const { outcomes, reasons } = await importTable('sanity.ndjson', { permalinks: '/{slug}' });
    expect(outcomes).toMatchObject({
      'post-2': 'created',
      'post-3': 'created',
      'post-4': 'created',
      'versions.r1.post-2': 'left out',
      'line 10': 'refused',
    });
    expect(await listArticles()).toEqual({
      published: { '/fog': '2024-08-01T05:00:00.000Z', '/rain': '2024-08-03T05:00:00.000Z' },
      drafts: ['hail', 'snow'],
    });
    const { node } = await getArticle('/fog');
    expect(node).toMatchObject({
      title: 'Fog',
      section: { name: 'Weather' },
      authors: [{ name: 'Eve Shore' }],
      image: { url: 'https://cdn.sanity.example/images/p/d/abc123-800x600.jpg', alt: 'Fog on the quay' },
    });
    expect(node.body.html).not.toContain('Secret');
    expect(node.body.html).toContain(
      'It <strong>came</strong> at <a href="https://dawn.example/">dawn</a>, like <a href="/rain">rain</a> &lt;once>.',
    );
    expect(node.body.html).toMatch(/<ul>\s*<li>One\s*<ul>\s*<li>Deeper/);
    expect(node.body.html).toContain(
      '<img src="https://cdn.sanity.example/images/p/d/abc123-800x600.jpg" alt="Fog"',
    );
    expect(node.body.html).toContain('if (a &lt; b) go();');
    expect(reasons['post-4']).toContain('the lead picture has no address in the file and was left out');
  });
});
