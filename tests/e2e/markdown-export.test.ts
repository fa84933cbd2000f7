import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCommandFilters } from '../../src/app/command-filters.js';
import { exportMarkdown } from '../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../src/importers/markdown/markdown-import.js';
import { importWordPress } from '../../src/importers/wordpress/wordpress-import.js';
import { listArticleFields, readGraphSnapshot } from '../support/article-snapshots.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import { seedArticles } from '../support/seeds.js';

/** A folder with 18f/posts and wordpress/: `EXPORT_CORPORA=FOLDER npm run test:e2e -- markdown-export`. */
const CORPORA = process.env.EXPORT_CORPORA;
const SETTINGS = { COST_LIMIT: '100000000' };

const SOURCES: Record<string, (gateway: Gateway) => Promise<unknown>> = {
  'the seeds': ({ database }) => seedArticles(database),
  'articles with hard titles, paths and states': writeHardArticles,
  ...(CORPORA && {
    "18F's blog": ({ importService: editing }: Gateway) =>
      importMarkdown(join(CORPORA, '18f/posts'), editing),
    "WordPress's theme unit test": ({ importService: editing }: Gateway) =>
      importWordPress([join(CORPORA, 'wordpress/theme-unit-test.wxr.xml')], editing),
  }),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-export-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(Object.keys(SOURCES))('Markdown export of %s', (name) => {
  let target: string;
  beforeAll(() => {
    target = join(folder, String(Object.keys(SOURCES).indexOf(name)));
  });

  test('An exported and reimported graph equals the original in every field and id', async () => {
    const before = await startGateway(SETTINGS);
    const after = await startGateway(SETTINGS);
    try {
      await SOURCES[name]!(before);
      const exported = await exportMarkdown(target, before.database.prisma);
      const articles = await before.database.prisma.draft.count();
      expect(exported).toMatchObject({
        total: articles,
        counts: { written: articles },
        resultsWithReasons: [],
      });
      const createFilters = () => createCommandFilters(after.database);
      const imported = await importMarkdown(target, after.importService, { createFilters });
      expect(imported.counts).toMatchObject({ created: articles, refused: 0 });
      expect(imported.unusedFields.size).toBe(0);
      const [wanted, found] = [await readGraphSnapshot(before), await readGraphSnapshot(after)];
      expect([...found.articles.keys()]).toEqual([...wanted.articles.keys()]);
      for (const [which, article] of wanted.articles) {
        const other = found.articles.get(which)!;
        expect(sharing(other, article)).toEqual(sharing(article, other));
      }
      expect(found.taxonomy).toEqual(wanted.taxonomy);
      expect(wanted.articles.size).toBeGreaterThan(articles);
      // Redirects of deleted articles cannot be exported.
      const lost = [...wanted.routes].filter(
        ([path, route]) => !isDeepStrictEqual(found.routes.get(path), route),
      );
      expect(lost).toEqual(lost.filter(([path]) => path === '/deleted'));
      const again = await importMarkdown(target, after.importService, { createFilters });
      expect(again.counts).toMatchObject({ unchanged: articles, created: 0, updated: 0 });
      const second = await exportMarkdown(target, after.database.prisma, { overwrite: true });
      expect(second.counts).toEqual({ written: 0, unchanged: articles });
    } finally {
      await after.close();
      await before.close();
    }
  }, 600_000);
});

/**
 * Returns an article with only the related ones that another graph has too. Weak matches depend on the order of
 * indexing. Pins, scores and order do not.
 */
function sharing(article: any, other: any) {
  const found = new Set(other.related.map((each: any) => each.article.slug));
  const shared = article.related.filter((each: any) => found.has(each.article.slug));
  expect(shared.length).toBeGreaterThanOrEqual(0.7 * article.related.length);
  return { ...article, related: shared };
}

test('The export comparison covers every field of Article', async () => {
  const gateway = await startGateway();
  const { __type } = await gateway.query('{ __type(name: "Article") { fields { name } } }');
  await gateway.close();
  // An export has what an article says, not its history in this database nor who may see a draft of it.
  const provenance = ['createdAt', 'createdBy', 'lastEditedBy', 'origin'];
  const history = [...provenance, 'hasUnpublishedChanges', 'revision', 'revisions'];
  // All current and former paths are compared by what `route` returns.
  // An item of ninjs has what other fields have, and the pictures without a text alternative are in them.
  const others = ['previewLinks', 'aliases', 'isPathFixed', 'ninjs', 'picturesWithoutAlt'];
  const isContent = (name: string) => ![...history, ...others].includes(name);
  const names = __type.fields.map(({ name }: any) => name).filter(isContent);
  expect(listArticleFields().sort()).toEqual(names.sort());
});

/** Creates articles that are hard to export: names like markup or YAML, every state, moves, renames, odd paths. */
async function writeHardArticles(gateway: Gateway): Promise<void> {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  const run = async (field: string, input: object, selection = '') => {
    const ofAction = ['unpublishArticle', 'deleteArticle'].includes(field);
    const type = ofAction ? 'ArticleActionInput' : `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
    const data = await desk(
      `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { message } } }`,
      { input },
    );
    expect(data[field].userErrors).toEqual([]);
    return data[field];
  };
  const create = async (input: object) => (await run('createArticle', input, 'article { id }')).article.id;
  const publish = async (input: object) => {
    const id = await create(input);
    await run('publishArticle', { id });
    return id;
  };
  const { section: world } = await run(
    'createSection',
    { name: 'World, and "all" that' },
    'section { id slug }',
  );
  const { section: asia } = await run(
    'createSection',
    { name: 'AC/DC: yes', parent: world.slug, description: 'Über\n\n- no list' },
    'section { id slug }',
  );
  await run('createTag', { name: 'true', slug: 'yes' });
  await run('createTag', { name: '2026' });
  await run('createAuthor', { name: 'Ada: "the" #1', slug: 'ada', bio: 'Line one.\nLine *two*.   ' });
  await publish({
    title: 'For members',
    access: 'MEMBERS',
    bodyMarkdown: 'Free words.\n\n<!--members-only-->\n\nWords for members.',
  });
  const image = {
    ...{ url: 'https://pictures.example/a b.jpg?x={{ site.url }}', alt: '<b>&amp; "x"', caption: '- a: b' },
    ...{ credit: 'يوسف', width: 800, height: 600, focalX: 0.125, focalY: 1 },
  };
  const first = await publish({
    title: 'Use <b>bold</b> &amp; {{ site.baseurl }}  twice: "x" # y',
    standfirst: 'Two\n\nparagraphs, \t tabs and\u0007a bell.   مرحبا 🦑',
    bodyMarkdown: [
      '\n\n    code first\n\n# Use <b>bold</b> &amp; {{ site.baseurl }} twice: "x" # y\n',
      '{% raw %}{{ page.title }}{% endraw %}\n\n---\n\ntext\\\nbroken[^1]\n\n[^1]: A note.\n\n    \n',
    ].join(''),
    ...{
      section: asia.slug,
      tags: ['yes', '2026', 'Ελλάδα', 'C++', 'c'],
      authors: ['ada', 'Zoë Åström', 'null'],
    },
    image,
  });
  await run('addCorrection', { id: first, text: '- was: <i>wrong</i>\nNow right.' });
  await publish({ title: 'A standing page', kind: 'PAGE', language: 'pt-BR' });
  await run('setMenu', { location: 'primary', items: [{ text: '- "x": {{ y }}', url: '/a?b=c#d' }] });
  const html = await publish({
    title: 'HTML',
    bodyHtml:
      '<h2 id="x">A &lt;b&gt; {{ x }}</h2><table><tr><td>a<td>b|c</table><ul><li>a<ul><li>b</ul></ul><pre><code class="language-js">a\n\n  b</code></pre><figure><img src="/i.png" alt="a"><figcaption>c <em>d</em></figcaption></figure><iframe src="https://www.youtube.com/embed/abc123"></iframe>',
    ...{ slug: 'html', section: world.slug, authors: ['ada'] },
  });
  const draft = await create({ title: 'A draft', slug: '2020-01-02-draft', bodyMarkdown: 'Not yet.' });
  const scheduled = await create({ title: 'Later', slug: 'later', tags: ['yes'] });
  await run('publishArticle', { id: scheduled, at: new Date(Date.now() + 86_400_000).toISOString() });
  const gone = await publish({ title: 'Gone', slug: 'gone' });
  await run('unpublishArticle', { id: gone });
  await run('pinRelatedArticles', { id: first, articles: [scheduled, html, draft] });
  await run('updateSection', { id: world.id, slug: 'planet' });
  await run('updateTag', { id: (await tagOf(gateway, 'c')).id, slug: 'c-language', name: 'C' });
  await run('updateAuthor', { id: (await authorOf(gateway, 'ada')).id, slug: 'ada-l' });
  await run('updateArticle', { id: html, slug: 'html-moved' });
  await run('publishArticle', { id: html });
  const deleted = await publish({ title: 'Deleted', slug: 'deleted' });
  await run('deleteArticle', { id: deleted });
  const moment = new Date('2001-02-03T04:05:06.789Z');
  for (const slug of ['z', 'y', 'x']) await gateway.save({ slug, publishedAt: moment, source: 'other' });
  await gateway.save({
    ...{ slug: 'odd', path: '/odd/100%25/a%20b', aliases: ['/old%3Fone', '/old/zwei'], source: 'other' },
    ...{ series: { name: '1: [x]', part: 7 }, seoTitle: '&lt;', seoDescription: 'd', updatedAt: new Date(0) },
    ...{ publishedAt: new Date('1999-12-31T23:59:59.001Z'), body: { format: 'markdown', text: '' } },
  });
  const { series } = await run(
    'createSeries',
    {
      title: '2: {y}',
      slug: 'other',
      description: '- a\nb',
      parts: 9,
      seoTitle: 'T',
      robots: { isIndexed: false },
    },
    'series { id }',
  );
  await publish({ title: 'Part two', series: { series: series.id, part: 2 } });
  const price = { amount: '0.05', currency: 'EUR', per: 'USE' };
  const license = 'https://bank.example/terms?a=1';
  await publish({
    title: 'Licensed',
    machineRights: { answers: 'LICENSED', training: 'FORBIDDEN', license, price },
  });
  await publish({ title: 'Paid', sponsorship: { name: '- Bank: "A"', url: 'https://bank.example/a' } });
  await publish({ title: 'Part one', series: { series: 'other', part: 1 } });
  await create({ title: 'Part three', series: { name: '2: {y}', part: 3 } });
  await run('updateSeries', { id: series.id, slug: 'others' });
  await run('createSeries', { title: 'Without articles' });
  await gateway.save({ slug: 'ж'.repeat(120), draft: true, publishedAt: null });
}

const tagOf = async (gateway: Gateway, slug: string) =>
  (await gateway.query('query ($slug: String!) { tag(by: { slug: $slug }) { id } }', { slug })).tag;
const authorOf = async (gateway: Gateway, slug: string) =>
  (await gateway.query('query ($slug: String!) { author(by: { slug: $slug }) { id } }', { slug })).author;

describe('Markdown export', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway();
    await gateway.save({ slug: 'one' });
  });
  afterAll(() => gateway.close());

  test('refuses a folder that is not empty without `overwrite` and lists foreign files', async () => {
    const target = join(folder, 'used');
    const run = (overwrite = false) => exportMarkdown(target, gateway.database.prisma, { overwrite });
    await run();
    await writeFile(join(target, 'other.md'), 'x');
    await expect(run()).rejects.toThrow(/is not empty/);
    expect(await run(true)).toMatchObject({
      counts: { written: 0, unchanged: 1 },
      foreignFiles: ['other.md'],
    });
    expect((await readdir(target, { recursive: true })).sort()).toEqual([
      ...['articles', 'articles/2026', 'articles/2026/one.md'],
      ...[
        'authors.yaml',
        'fronts.yaml',
        'menus.yaml',
        'other.md',
        'sections.yaml',
        'series.yaml',
        'tags.yaml',
      ],
    ]);
  });

  test('writes the published revision and names the later one that is omitted', async () => {
    const key = await gateway.createKey('write');
    const { article } = await gateway.query('{ article(by: { slug: "one" }) { id } }');
    await gateway.queryAs(key)(
      'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Secret" }) { userErrors { message } } }',
      { id: article.id },
    );
    const target = join(folder, 'revised');
    const { resultsWithReasons } = await exportMarkdown(target, gateway.database.prisma);
    expect(resultsWithReasons).toEqual([
      {
        item: 'articles/2026/one.md',
        outcome: 'written',
        reasons: ['revision 2 is not published and is not exported'],
      },
    ]);
    const text = await readFile(join(target, 'articles/2026/one.md'), 'utf8');
    expect(text).toBe(
      '---\nverbatim: true\nid: 1\ntitle: Title of one\nslug: one\ndate: 2026-01-01T00:00:00.000Z\nupdated: 2026-01-01T00:00:00.000Z\n---\n\nA body.\n',
    );
  });
});
