import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { importMarkdownFolder } from '../../../src/importers/markdown/import-folder.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { createFolder, InMemoryImporter } from '../../support/import-files.js';

const CORPORA = process.env.CORPORA ?? fileURLToPath(new URL('../../../../shared/corpora', import.meta.url));

const post = (fields = '', body = 'Text.') => `---\ntitle: A title\n${fields}\n---\n${body}\n`;

/** Imports a folder and returns the paths by file, the results and the articles. */
async function importSite(folder: string, options: Parameters<typeof importMarkdownFolder>[2] = {}) {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const importer = new InMemoryImporter();
  await importMarkdownFolder(folder, importer, { ...options, report });
  const entries = importer.articles.map(
    (article) => [article.sourceId.replace(/^[^/]+\//, ''), article] as const,
  );
  const paths = Object.fromEntries(entries.map(([file, article]) => [file, article.path]));
  return { paths, articles: Object.fromEntries(entries), results };
}

/** Prints and checks how many addresses are kept. */
function expectKept(
  generator: string,
  paths: Record<string, string | null>,
  expected: Record<string, string>,
) {
  const kept = Object.keys(expected).filter((file) => paths[file] === expected[file]);
  console.log(`${generator}: addresses kept ${kept.length} of ${Object.keys(expected).length}`);
  expect(paths).toEqual(expected);
}

describe('A Jekyll site', () => {
  const CONFIG = `baseurl: /blog
url: https://paper.example
timezone: America/New_York
permalink: /:categories/:year/:month/:day/:title.html
collections:
  docs: { output: true, permalink: "/:collection/:path/" }
  notes: { output: true }
  hidden: {}
defaults:
- scope: { path: "", type: posts }
  values: { author: Jo }
- scope: { path: _docs/old }
  values: { permalink: "/archive/:title/" }
exclude: [README.md]
`;

  test('keeps the addresses of posts, drafts, collections and pages', async () => {
    const folder = await createFolder({
      '_config.yml': CONFIG,
      '_posts/2016-03-04-Low-Tide.md': post(),
      '_posts/2016-03-04-late.md': post('date: 2016-03-05 03:30 +0000'),
      'science/_posts/2016-03-05-sea.markdown': post('categories: Deep Water'),
      '_posts/2016-03-06-own.md': post('permalink: /own/:year/:title/'),
      '_posts/2016-03-07-slug.md': post('slug: mine\npublished: false'),
      '_drafts/idea.md': post('permalink: /idea/'),
      '_docs/guide/start.md': post(),
      '_docs/old/first.md': post(),
      '_notes/one.md': post(),
      '_hidden/no.md': post(),
      '_layouts/no.md': post(),
      'about.md': post(),
      'team/index.md': post(),
      'index.md': post(),
      'README.md': post(),
      'notes.md': 'No front matter',
    });
    const { paths, articles, results } = await importSite(folder);
    expectKept('Jekyll', paths, {
      '_posts/2016-03-04-Low-Tide.md': '/blog/2016/03/04/Low-Tide.html',
      '_posts/2016-03-04-late.md': '/blog/2016/03/04/late.html',
      'science/_posts/2016-03-05-sea.markdown': '/blog/science/deep/water/2016/03/05/sea.html',
      '_posts/2016-03-06-own.md': '/blog/own/2016/own',
      '_posts/2016-03-07-slug.md': '/blog/2016/03/07/mine.html',
      '_drafts/idea.md': '/blog/idea',
      '_docs/guide/start.md': '/blog/docs/guide/start',
      '_docs/old/first.md': '/blog/archive/first',
      '_notes/one.md': '/blog/notes/one',
      'about.md': '/blog/about',
      'team/index.md': '/blog/team',
    });
    expect(articles['_posts/2016-03-04-Low-Tide.md']).toMatchObject({
      authors: ['Jo'],
      publishedAt: new Date('2016-03-04T05:00:00Z'),
    });
    expect(articles['_posts/2016-03-07-slug.md']!.draft).toBe(true);
    expect(articles['_drafts/idea.md']!.draft).toBe(true);
    expect(articles['about.md']).toMatchObject({ kind: 'PAGE', draft: false, publishedAt: null });
    const leftOut = results
      .filter(({ outcome }) => outcome === 'left out')
      .map(({ item, reasons }) => [item, ...reasons]);
    expect(leftOut).toEqual([
      ['posts/README.md', 'Jekyll does not read this file'],
      ['posts/_hidden/no.md', 'the collection hidden writes no pages (output: false)'],
      ['posts/index.md', "it is the site's front page, which is no article"],
      ['posts/notes.md', 'without front matter it is no page of the site'],
    ]);
  });

  test.each([
    ['date', '/sea/2016/03/04/tide.html', '/about.html', '/docs/a.html'],
    ['pretty', '/sea/2016/03/04/tide', '/about', '/docs/a'],
    ['ordinal', '/sea/2016/064/tide.html', '/about.html', '/docs/a.html'],
    ['weekdate', '/sea/2016/W09/Fri/tide.html', '/about.html', '/docs/a.html'],
    ['none', '/sea/tide.html', '/about.html', '/docs/a.html'],
    ['/:short_year/:i_month/:i_day/:slug/', '/16/3/4/tide', '/about', '/docs/a'],
  ])('has the permalink style %s', async (style, ofPost, ofPage, ofDocument) => {
    const folder = await createFolder({
      '_config.yml': `permalink: ${style}\ncollections: { docs: { output: true } }`,
      '_posts/2016-03-04-tide.md': post('categories: [Sea]'),
      'about.md': post(),
      '_docs/a.md': post(),
    });
    const { paths } = await importSite(folder);
    expect(paths).toEqual({
      '_posts/2016-03-04-tide.md': ofPost,
      'about.md': ofPage,
      '_docs/a.md': ofDocument,
    });
  });

  test('is found from a folder within it', async () => {
    const folder = await createFolder({ '_config.yml': CONFIG, '_posts/2016-03-04-tide.md': post() });
    const { paths } = await importSite(path.join(folder, '_posts'));
    expect(paths).toEqual({ '2016-03-04-tide.md': '/blog/2016/03/04/tide.html' });
  });

  test('with a configuration that cannot be parsed is a clear error', async () => {
    const folder = await createFolder({ '_config.yml': 'a: "b', 'about.md': post() });
    await expect(importSite(folder)).rejects.toThrow(/_config\.yml, cannot be read: Missing closing "quote/);
  });

  test('refuses a post without a date', async () => {
    const folder = await createFolder({ '_config.yml': '', '_posts/tide.md': post() });
    const { results } = await importSite(folder);
    expect(results[0]).toMatchObject({ outcome: 'refused', reasons: [expect.stringMatching(/^no date/)] });
  });
});

describe('A Hugo site', () => {
  test('keeps the addresses of pages, bundles and languages, and reads sections', async () => {
    const folder = await createFolder({
      'hugo.toml': `baseURL = "https://paper.example/"
timeZone = "Europe/Berlin"
[permalinks.page]
posts = "/:year/:month/:slug/"
[languages.en]
[languages.fr]
`,
      'content/_index.md': post(),
      'content/posts/_index.md': '---\ntitle: News\ndescription: All news.\n---\n',
      'content/posts/low-tide.md': post('date: 2016-03-04'),
      'content/posts/named.md': post('date: 2016-03-04\nslug: own-slug'),
      'content/posts/midnight.md': post(
        'date: 2016-02-29T23:30:00-05:00\nslug: midnight\naliases: [/old/, older]',
      ),
      'content/posts/moved.md': post('date: 2016-03-04\nurl: /moved/here.html'),
      'content/docs/My Guide/index.md': post(),
      'content/docs/deep/Page One.md': post(),
      'content/docs/2016-03-04-dated.md': post(),
      'content/about.md': post(),
      'content/about.fr.md': post(),
    });
    const { paths, articles } = await importSite(folder);
    expectKept('Hugo', paths, {
      'content/posts/low-tide.md': '/2016/03/a-title',
      'content/posts/named.md': '/2016/03/own-slug',
      'content/posts/midnight.md': '/2016/02/midnight',
      'content/posts/moved.md': '/moved/here.html',
      'content/docs/My Guide/index.md': '/docs/my-guide',
      'content/docs/deep/Page One.md': '/docs/deep/page-one',
      'content/docs/2016-03-04-dated.md': '/docs/2016-03-04-dated',
      'content/about.md': '/about',
      'content/about.fr.md': '/fr/about',
    });
    expect(articles['content/posts/low-tide.md']).toMatchObject({
      section: ['News'],
      publishedAt: new Date('2016-03-03T23:00:00Z'),
    });
    expect(articles['content/posts/midnight.md']!.aliases).toEqual(['/old', '/2016/02/older']);
    expect(articles['content/about.md']).toMatchObject({ kind: 'PAGE' });
  });

  test('has uglyURLs and disablePathToLower', async () => {
    const folder = await createFolder({
      'config.yaml': 'baseURL: https://paper.example/sub/\nuglyURLs: true\ndisablePathToLower: true',
      'content/Docs/One.md': post(),
    });
    expect((await importSite(folder)).paths).toEqual({ 'content/Docs/One.md': '/sub/Docs/One.html' });
  });
});

describe('A Zola site', () => {
  test('keeps the addresses of pages and sections', async () => {
    const folder = await createFolder({
      'config.toml': 'base_url = "https://paper.example"\n',
      'content/blog/_index.md': '+++\ntitle = "Blog"\n+++\n',
      'content/blog/2016-03-04-low-tide.md': '+++\ntitle = "A"\n+++\n',
      'content/blog/2016-03-05_storm/index.md': '+++\ntitle = "A"\n+++\n',
      'content/blog/Big Wave.md': '+++\ntitle = "A"\ndate = 2016-03-04\n+++\n',
      'content/blog/slug.md': '+++\ntitle = "A"\ndate = 2016-03-04\nslug = "other"\n+++\n',
      'content/blog/path.md':
        '+++\ntitle = "A"\ndate = 2016-03-04\npath = "else/where"\naliases = ["old/place"]\n+++\n',
      'content/about.md': '+++\ntitle = "A"\n+++\n',
    });
    const { paths, articles } = await importSite(folder);
    expectKept('Zola', paths, {
      'content/blog/2016-03-04-low-tide.md': '/blog/low-tide',
      'content/blog/2016-03-05_storm/index.md': '/blog/storm',
      'content/blog/Big Wave.md': '/blog/big-wave',
      'content/blog/slug.md': '/blog/other',
      'content/blog/path.md': '/else/where',
      'content/about.md': '/about',
    });
    expect(articles['content/blog/path.md']).toMatchObject({ aliases: ['/old/place'], section: ['Blog'] });
    expect(articles['content/blog/2016-03-04-low-tide.md']!.publishedAt).toEqual(new Date('2016-03-04'));
  });
});

describe('An Eleventy site', () => {
  test('keeps the addresses of front matter and of directory data', async () => {
    const folder = await createFolder({
      '.eleventy.js': 'module.exports = () => ({ dir: { input: "src" } });',
      'src/blog/blog.json':
        '{ "permalink": "/news/{{ page.date | date: \\"%Y/%m\\" }}/{{ page.fileSlug }}/", "tags": ["post"] }',
      'src/blog/2016-03-04-low-tide.md': post('tags: [sea]'),
      'src/blog/own.md': post('date: 2016-03-04\npermalink: "/own/{{ title | slugify }}.html"'),
      'src/blog/code.md': post('date: 2016-03-04\npermalink: "/own/{{ title | computed }}/"'),
      'src/about/about.md': post(),
      'src/team/index.md': post(),
      'src/deep/page.md': post(),
      'src/_includes/no.md': post(),
    });
    const { paths, articles, results } = await importSite(folder);
    expect(results.find(({ item }) => item.endsWith('code.md'))?.reasons).toEqual([
      "the permalink /own/{{ title | computed }}/ uses what only the site's code can compute",
    ]);
    delete paths['src/blog/code.md'];
    expectKept('Eleventy', paths, {
      'src/blog/2016-03-04-low-tide.md': '/news/2016/03/low-tide',
      'src/blog/own.md': '/own/a-title.html',
      'src/about/about.md': '/about',
      'src/team/index.md': '/team',
      'src/deep/page.md': '/deep/page',
    });
    expect(articles['src/blog/2016-03-04-low-tide.md']!.tags).toEqual(['post', 'sea']);
  });
});

describe('An Astro site', () => {
  test('keeps the addresses of collections and pages, and has the option permalinks', async () => {
    const folder = await createFolder({
      'astro.config.mjs': 'export default { site: "https://paper.example", base: "/docs" };',
      'src/content/blog/Low Tide.md': post('pubDate: 2016-03-04'),
      'src/content/blog/deep/index.md': post('pubDate: 2016-03-04'),
      'src/pages/about.md': post(),
    });
    expectKept('Astro', (await importSite(folder)).paths, {
      'src/content/blog/Low Tide.md': '/docs/blog/low-tide',
      'src/content/blog/deep/index.md': '/docs/blog/deep',
      'src/pages/about.md': '/docs/about',
    });
    const { paths } = await importSite(path.join(folder, 'src/content'), {
      permalinks: '/:collection/:year/:slug/',
    });
    expect(paths['blog/Low Tide.md']).toBe('/blog/2016/low-tide');
  });
});

test('The options permalinks and map serve a folder without a configuration', async () => {
  const folder = await createFolder({ 'news/2016-03-04-tide.md': post('topics: [sea]\ndeck: Short.') });
  const options = { permalinks: '/:section/:year/:slug/', map: { topics: 'tags', deck: 'standfirst' } };
  const { articles } = await importSite(folder, options);
  expect(articles['news/2016-03-04-tide.md']).toMatchObject({
    ...{ path: '/news/2016/tide', tags: ['sea'], standfirst: 'Short.' },
  });
});

test('The addresses of every post, document and page of a real Jekyll site are kept', async () => {
  const folder = path.join(CORPORA, 'jekyll/docs');
  if (!existsSync(folder)) return console.log(`Skipped: ${folder} is not there.`);
  const { paths, results } = await importSite(folder);
  const expected = Object.fromEntries(
    await Promise.all(results.map(({ item }) => readExpectedPath(folder, item))),
  );
  expectKept("Jekyll's own site", paths, expected);
  expect(Object.keys(expected).length).toBeGreaterThan(100);
});

/** Returns a file and the path that the configuration of Jekyll's own site gives it. */
async function readExpectedPath(folder: string, item: string): Promise<[string, string]> {
  const file = item.replace(/^[^/]+\//, '');
  const [, frontMatter = ''] = (await readFile(path.join(folder, file), 'utf8')).split(/^---$/m);
  const permalink = /^permalink: *"?([^"\n]+?)\/?"?$/m.exec(frontMatter);
  if (permalink) return [file, permalink[1]!];
  const [, day, title] = /^_posts\/(\d+-\d+-\d+)-(.*)\.\w+$/.exec(file) ?? [];
  if (!title) return [file, `/${file.replace(/^_/, '').replace(/\.md$/, '')}`];
  const date = new Date(/^date: *"?([^"\n]+)"?$/m.exec(frontMatter)?.[1] ?? '');
  const local = Number.isNaN(date.getTime()) ? day! : LOS_ANGELES.format(date);
  return [file, `/news/${local.replaceAll('-', '/')}/${title}`];
}

/** Formats dates as 2016-03-04, in the time zone of Jekyll's own site. */
const LOS_ANGELES = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles', dateStyle: 'short' });
