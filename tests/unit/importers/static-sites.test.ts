import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { importMarkdownFolder } from '../../../src/importers/markdown/import-folder.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { createFolder, InMemoryImporter, parseArticle } from '../../support/import-files.js';

const post = (fields = '', body = 'Text.') => `---\ntitle: A title\n${fields}\n---\n${body}\n`;

/** Warning about a link. */
const LOST = /leads to no file of the site/;

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
    expect(paths).toEqual({
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

  test('keeps former addresses of folders with and without index.html', async () => {
    const files = { '_config.yml': 'baseurl: /b', 'a.md': post('redirect_from: /old/index.html') };
    const { articles } = await importSite(await createFolder(files));
    expect(articles['a.md']!.aliases).toEqual(['/b/old', '/b/old/index.html']);
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

describe('The time zone of a static site', () => {
  const NEW_YORK = { timeZone: 'America/New_York' };
  const CONFIGS: [string, Record<string, string>, string][] = [
    ['Jekyll', { '_config.yml': '' }, '_posts/2024-06-19-a.md'],
    ['Hugo', { 'hugo.toml': '' }, 'content/2024-06-19-a.md'],
    ['Zola', { 'config.toml': 'base_url = "/"' }, 'content/2024-06-19-a.md'],
    ['Eleventy', { '.eleventy.js': '' }, '2024-06-19-a.md'],
    ['Astro', { 'astro.config.mjs': '' }, 'content/blog/2024-06-19-a.md'],
  ];
  test.each(CONFIGS)('is that of the new site for days, unless it has one (%s)', async (_, config, file) => {
    for (const fields of ['', 'date: 2024-06-19']) {
      const { articles } = await importSite(
        await createFolder({ ...config, [file]: post(fields) }),
        NEW_YORK,
      );
      expect(articles[file]!.publishedAt).toEqual(new Date('2024-06-19T04:00:00Z'));
    }
  });

  test('is its own where the configuration names it', async () => {
    const sites: [Record<string, string>, string][] = [
      [{ '_config.yml': 'timezone: Europe/Berlin' }, '_posts/2024-06-19-a.md'],
      [{ 'hugo.toml': 'timeZone = "Europe/Berlin"' }, 'content/2024-06-19-a.md'],
    ];
    for (const [config, file] of sites)
      for (const fields of ['', 'date: 2024-06-19']) {
        const { articles } = await importSite(
          await createFolder({ ...config, [file]: post(fields) }),
          NEW_YORK,
        );
        expect(articles[file]!.publishedAt).toEqual(new Date('2024-06-18T22:00:00Z'));
      }
  });
});

describe('HTML of a Jekyll site', () => {
  test('is read as articles where it has front matter, and templates of lists are named as skipped', async () => {
    const folder = await createFolder({
      '_config.yml': 'title: Paper\n',
      '_posts/2016-03-04-tide.html': post(
        '',
        '<h1>A title</h1>\n\n    <p>By {{ site.title }}. <a href="../../../about/">Us</a> # no heading</p>\n{% missing %}',
      ),
      'about.html': '---\npermalink: /about/\n---\n<h1>About <em>us</em></h1><p>Text.</p>',
      'archive.html': post('', '{% for post in site.posts %}{{ post.title }}{% endfor %}'),
      '404.html': post(),
      'static.html': '<p>No front matter</p>',
      '_layouts/post.html': post('', '{{ content }}'),
      'index.html': post(),
    });
    const { articles, results } = await importSite(folder);
    expect(articles['_posts/2016-03-04-tide.html']).toMatchObject({
      title: 'A title',
      path: '/2016/03/04/tide.html',
      body: {
        format: 'html',
        text: expect.stringContaining('<p>By Paper. <a href="/about">Us</a> # no heading</p>'),
      },
    });
    expect(articles['_posts/2016-03-04-tide.html']!.body.text).not.toContain('<h1>');
    expect(articles['about.html']).toMatchObject({
      title: 'About us',
      path: '/about',
      body: { format: 'html', text: '<p>Text.</p>' },
    });
    expect(results.map(({ item, outcome, reasons }) => [item, outcome, reasons])).toEqual([
      ['posts/404.html', 'left out', ['it is the page of addresses that lead nowhere']],
      ['posts/_posts/2016-03-04-tide.html', 'created', ['"{% missing %}" is not known and was removed']],
      ['posts/about.html', 'created', []],
      ['posts/archive.html', 'left out', ['it is a template that lists other pages']],
      ['posts/index.html', 'left out', ["it is the site's front page, which is no article"]],
    ]);
  });
});

test('Files beside the index.md of a Hugo folder are resources and become no articles', async () => {
  const folder = await createFolder({
    'hugo.toml': '',
    'content/posts/_index.md': post(),
    'content/posts/ferry/index.md': post('date: 2024-01-02'),
    'content/posts/ferry/notes.md': 'Notes of the desk',
    'content/posts/ferry/parts/one.md': post('date: 2024-01-02'),
    'content/posts/quay.md': post('date: 2024-01-02'),
  });
  const { paths, results } = await importSite(folder);
  expect(Object.keys(paths)).toEqual(['content/posts/ferry/index.md', 'content/posts/quay.md']);
  const reasons = ['it is in the folder of another page, and Hugo makes no page of it'];
  expect(results.filter(({ outcome }) => outcome === 'left out').slice(-2)).toEqual([
    expect.objectContaining({ item: expect.stringMatching(/notes\.md$/), reasons }),
    expect.objectContaining({ item: expect.stringMatching(/one\.md$/), reasons }),
  ]);
});

test.each([
  ['hugo.toml', 'content/news/_drafts/a.md'],
  ['hugo.toml', 'content/news/a.draft.md'],
  ['config.toml', 'content/_drafts/a.md'],
  ['astro.config.mjs', 'src/content/blog/_drafts/a.md'],
])('On a site with %s, the file %s is a draft', async (config, file) => {
  const folder = await createFolder({ [config]: 'base_url = ""', [file]: post('date: 2024-01-02') });
  const { articles, results } = await importSite(folder);
  expect(articles[file]).toMatchObject({ draft: true });
  expect(results[0]!.reasons).toContain('a folder _drafts or the ending .draft.md: imported as a draft');
});

test('Pages of Hugo in HTML are imported, and those in other markup are refused by name', async () => {
  const folder = await createFolder({
    'hugo.toml': '',
    'content/posts/plain.html': '+++\ntitle = "Plain"\ndate = 2024-01-02\n+++\n<p>In <b>HTML</b></p>\n',
    'content/posts/copied.html': '<p>No front matter, so Hugo copies it</p>',
    'content/posts/old.org': '#+TITLE: Old\n\nText',
  });
  const { articles, results } = await importSite(folder);
  expect(articles).toEqual({
    'content/posts/plain.html': expect.objectContaining({
      path: '/posts/plain',
      body: { format: 'html', text: '<p>In <b>HTML</b></p>' },
    }),
  });
  expect(results.filter(({ outcome }) => outcome === 'refused')).toEqual([
    expect.objectContaining({
      item: expect.stringMatching(/old\.org$/),
      reasons: ['only Markdown and HTML can be imported; convert the file to Markdown'],
    }),
  ]);
});

test('Pages of Jekyll in Textile are refused by name, and files without front matter are no pages', async () => {
  const folder = await createFolder({
    '_config.yml': '',
    'README.rst': 'About this site',
    '_posts/2020-01-02-a.md': post(''),
    '_posts/2020-01-03-b.textile': post('', 'h2. Tides'),
  });
  const { articles, results } = await importSite(folder);
  expect(Object.keys(articles)).toEqual(['_posts/2020-01-02-a.md']);
  expect(results.filter(({ outcome }) => outcome === 'refused')).toEqual([
    expect.objectContaining({
      item: expect.stringMatching(/b\.textile$/),
      reasons: ['only Markdown and HTML can be imported; convert the file to Markdown'],
    }),
  ]);
});

test('A Jekyll post keeps an address with spaces, and names one that cannot be a path', async () => {
  const folder = await createFolder({
    '_config.yml': 'permalink: pretty\n',
    '_posts/2020-01-02-a.md': post('categories: [News, Local News]'),
    '_posts/2020-01-03-b.md': post('categories: [C#]'),
  });
  const { paths, results } = await importSite(folder);
  expect(paths).toEqual({
    '_posts/2020-01-02-a.md': '/news/local news/2020/01/02/a',
    '_posts/2020-01-03-b.md': null,
  });
  expect(results.map(({ reasons }) => reasons)).toEqual([
    [],
    ['"/c#/2020/01/03/b/" cannot be used as a path; the path is derived from the section and the slug'],
  ]);
});

test('Footnotes of one word stay, and what abbreviations of kramdown stand for is removed', async () => {
  const body = 'Said[^1] in HTML.\n\n*[HTML]: HyperText Markup Language\n\n[^1]: Ibid';
  const folder = await createFolder({ '_config.yml': '', '_posts/2020-01-02-a.md': post('', body) });
  const { articles } = await importSite(folder);
  expect(articles['_posts/2020-01-02-a.md']!.body.text).toBe('Said[^1] in HTML.\n\n\n\n[^1]: Ibid');
});

describe('A section whose title differs from the name of its folder', () => {
  const SITES = [
    ['Hugo', { 'hugo.toml': 'baseURL = "https://paper.example/"\n' }],
    ['Zola', { 'config.toml': 'base_url = "https://paper.example"\n' }],
  ] as const;
  test.each(SITES)('is one section at the path of the folder on a %s site', async (_, config) => {
    const folder = await createFolder({
      ...config,
      'content/news/_index.md': '+++\ntitle = "Blogs"\n+++\n',
      'content/news/harbour/_index.md': '+++\ntitle = "Port"\n+++\n',
      'content/news/a.md': '+++\ntitle = "A"\ndate = 2026-01-02\n+++\nText.',
      'content/news/harbour/b.md': '+++\ntitle = "B"\ndate = 2026-01-02\n+++\nText.',
      'content/c.md': '+++\ntitle = "C"\ndate = 2026-01-02\ncategories = ["Blogs", "Other"]\n+++\nText.',
    });
    const { articles } = await importSite(folder);
    const getSections = (file: string) => {
      const { section, otherSections } = articles[`content/${file}`]!;
      return [section, ...otherSections];
    };
    expect(getSections('c.md')).toEqual([['news'], ['Other']]);
    expect(getSections('news/a.md')).toEqual([['news']]);
    expect(getSections('news/harbour/b.md')).toEqual([['news', 'harbour']]);
  });
});

describe('A static site without dates in front matter', () => {
  test('takes them from paths, so that its posts are no pages', async () => {
    const folder = await createFolder({
      'config.toml': 'base_url = "https://paper.example"\n',
      'content/blog/low-tide.md': '+++\ntitle = "Low tide"\npath = "2022/04/07/low-tide"\n+++\nText.',
      'content/2022/04/high-tide.md': '+++\ntitle = "High tide"\n+++\nText.',
      'content/about.md': '+++\ntitle = "About"\n+++\nText.',
    });
    const { articles, results } = await importSite(folder);
    const facts = Object.entries(articles).map(([file, { kind, publishedAt }]) => {
      return [file, kind, publishedAt?.toISOString().slice(0, 10)];
    });
    expect(facts).toEqual([
      ['content/2022/04/high-tide.md', undefined, '2022-04-01'],
      ['content/about.md', 'PAGE', undefined],
      ['content/blog/low-tide.md', undefined, '2022-04-07'],
    ]);
    expect(results.map(({ item }) => item)).not.toContain('dates');
  });

  test('is said to have none at the end of the import', async () => {
    const files = ['a', 'b', 'c'].map((name) => [`content/${name}.md`, `+++\ntitle = "${name}"\n+++\nText.`]);
    const folder = await createFolder({
      'config.toml': 'base_url = "https://paper.example"\n',
      ...Object.fromEntries(files),
      'content/2022-04-07-d.md': '+++\ntitle = "d"\n+++\nText.',
    });
    const { results } = await importSite(folder);
    expect(results.at(-1)).toEqual({
      item: 'dates',
      outcome: 'warning',
      reasons: [expect.stringMatching(/^3 of 4 articles have no date.*--map/)],
    });
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
    expect(paths).toEqual({
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
      section: ['posts'],
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
    expect(paths).toEqual({
      'content/blog/2016-03-04-low-tide.md': '/blog/low-tide',
      'content/blog/2016-03-05_storm/index.md': '/blog/storm',
      'content/blog/Big Wave.md': '/blog/big-wave',
      'content/blog/slug.md': '/blog/other',
      'content/blog/path.md': '/else/where',
      'content/about.md': '/about',
    });
    expect(articles['content/blog/path.md']).toMatchObject({ aliases: ['/old/place'], section: ['blog'] });
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
      "the permalink /own/{{ title | computed }}/ uses what only the site's code can compute; give the pattern of the paths with --permalinks",
    ]);
    delete paths['src/blog/code.md'];
    expect(paths).toEqual({
      'src/blog/2016-03-04-low-tide.md': '/news/2016/03/low-tide',
      'src/blog/own.md': '/own/a-title.html',
      'src/about/about.md': '/about',
      'src/team/index.md': '/team',
      'src/deep/page.md': '/deep/page',
    });
    expect(articles['src/blog/2016-03-04-low-tide.md']!.tags).toEqual(['post', 'sea']);
  });
});

describe('Data files of an Eleventy site in JavaScript', () => {
  const importWith = async (file: string, code: string, options = {}) => {
    const folder = await createFolder({
      'eleventy.config.js': 'export default () => ({ dir: { input: "src" } });',
      [`src/blog/${file}`]: code,
      'src/blog/2016-03-04-low-tide.md': post(),
    });
    return importSite(folder, options);
  };

  test.each([
    ['blog.11tydata.js', 'module.exports = { permalink: "/news/{{ page.fileSlug }}/" };'],
    ['blog.11tydata.mjs', 'export default { permalink: `/news/low-tide/` };'],
    ['blog.11tydata.cjs', 'const link = "/news/low-tide/";\nmodule.exports = { permalink: link };'],
    ['blog.11tydata.js', 'module.exports = () => ({ permalink: "/news/{{ page.fileSlug }}/" });'],
    ['blog.11tydata.js', 'export default function () { return { permalink: "/news/low-tide/" }; }'],
    ['blog.11tydata.js', `export default { permalink: (data) => \`/news/\${data.page.fileSlug}/\` };`],
    ['blog.11tydata.js', `export default { permalink({ page }) { return \`/news/\${page.fileSlug}/\`; } };`],
    [
      'blog.11tydata.js',
      'export default { permalink: "/x/", eleventyComputed: { permalink: "/news/low-tide/" } };',
    ],
    ['blog.11tydata.json', '{ "permalink": { "build": "/news/low-tide/" } }'],
    ['2016-03-04-low-tide.11tydata.js', 'export default { permalink: "/news/low-tide/" };'],
  ])('give addresses by plain values (%s: %s)', async (file, code) => {
    const { paths, results } = await importWith(file, code);
    expect(paths['src/blog/2016-03-04-low-tide.md']).toBe('/news/low-tide');
    expect(results.map(({ outcome }) => outcome)).toEqual(['created']);
  });

  test.each([
    'module.exports = { permalink: slug("x") };',
    'module.exports = (config) => { const link = make(); return { permalink: link }; };',
    `export default { permalink: (data) => \`/\${slug(data.title)}/\` };`,
    'export default { eleventyComputed: { permalink: (data) => data.collections.all[0].url } };',
    'permalink: not JavaScript',
  ])('are not run: a permalink that is code is named, and --permalinks proposed (%s)', async (code) => {
    const { paths, results } = await importWith('blog.11tydata.js', code);
    expect(paths['src/blog/2016-03-04-low-tide.md']).toBeNull();
    expect(results).toEqual([
      expect.objectContaining({
        reasons: [
          'the permalink of src/blog/blog.11tydata.js is code, which is not run; give the pattern of the paths with --permalinks',
        ],
      }),
      {
        item: 'addresses',
        outcome: 'warning',
        reasons: [expect.stringMatching(/^the addresses of 1 of 1 files .* --permalinks/)],
      },
    ]);
    const given = await importWith('blog.11tydata.js', code, { permalinks: '/:year/:slug/' });
    expect(given.paths['src/blog/2016-03-04-low-tide.md']).toBe('/2016/low-tide');
    expect(given.results.map(({ outcome }) => outcome)).toEqual(['created']);
  });
});

describe('Mounts of a Hugo site', () => {
  test('put folders at their place in the content, and others are named', async () => {
    const folder = await createFolder({
      'hugo.toml': 'baseURL = "https://paper.example/"\n',
      'config/_default/module.toml':
        '[[mounts]]\nsource = "content"\ntarget = "content"\n[[mounts]]\nsource = "writing/2026"\ntarget = "content/blog"\n' +
        '[[mounts]]\nsource = "../shared"\ntarget = "content/shared"\n[[mounts]]\nsource = "pics"\ntarget = "static/pics"\n',
      'content/about.md': post(),
      'writing/2026/_index.md': '---\ntitle: Blog\n---\n',
      'writing/2026/low-tide/index.md': post('date: 2026-01-02', '![](boat.jpg) [about](../../about/)'),
      'writing/2026/low-tide/boat.jpg': 'x',
      'other/no.md': post(),
    });
    const { paths, articles, results } = await importSite(folder);
    expect(paths).toEqual({
      'content/about.md': '/about',
      'writing/2026/low-tide/index.md': '/blog/low-tide',
    });
    expect(articles['writing/2026/low-tide/index.md']).toMatchObject({
      section: ['blog'],
      body: { text: '![](/blog/low-tide/boat.jpg) [about](/about)' },
    });
    expect(results.at(-1)).toEqual({
      item: 'hugo.toml',
      outcome: 'warning',
      reasons: ['the mount of ../shared at content/shared is not within the site and was left out'],
    });
  });
});

describe('Front matter that a section passes down to its pages', () => {
  const isDraftByFile = (articles: Awaited<ReturnType<typeof importSite>>['articles']) =>
    Object.fromEntries(Object.entries(articles).map(([file, { draft }]) => [file, draft]));

  test('is the cascade of a Hugo site, which keeps pages drafts and gives them fields', async () => {
    const dated = (fields = '') => post(`date: 2024-05-01\n${fields}`);
    const folder = await createFolder({
      'hugo.toml':
        'timeZone = "UTC"\n[[module.mounts]]\nsource = "content"\ntarget = "content"\n[[module.mounts]]\nsource = "shared"\ntarget = "content/shared"\n[[cascade]]\n[cascade._target]\npath = "/from-config/**"\n[cascade.params]\nauthor = "Config"',
      'content/_index.md': '---\ntitle: Home\ncascade:\n  params: { author: Desk }\n---\n',
      'content/hidden/_index.md': '---\ntitle: Hidden\ncascade:\n  - draft: true\n    author: Near\n---\n',
      'content/hidden/one.md': dated(),
      'content/hidden/deep/two.md': dated(),
      'content/hidden/open.md': dated('Draft: false\nauthor: Own'),
      'content/parts/_index.md':
        '---\ntitle: Parts\ncascade:\n  - _target: { path: /parts/secret/** }\n    draft: true\n  - _target: { kind: section }\n    draft: true\n  - _target: { path: "/parts/{a,b}" }\n    draft: true\n    author: Unread\n  - _target: { environment: staging }\n    draft: true\n---\n',
      'content/parts/secret/three.md': dated(),
      'content/shown/_index.md':
        '---\ntitle: Shown\ncascade:\n  - _target: { path: /elsewhere/** }\n    draft: true\n  - _target: { environment: staging }\n    draft: true\n---\n',
      'content/shown/four.md': dated(),
      'content/parts/unclear.md': dated(),
      'content/from-config/five.md': dated(),
      'shared/_index.md': '---\ntitle: Shared\ncascade: { draft: true }\n---\n',
      'shared/six.md': dated(),
    });
    const { articles } = await importSite(folder);
    expect(isDraftByFile(articles)).toEqual({
      'content/hidden/one.md': true,
      'content/hidden/deep/two.md': true,
      'content/hidden/open.md': false,
      'content/parts/secret/three.md': true,
      'content/parts/unclear.md': true,
      'content/shown/four.md': false,
      'content/from-config/five.md': false,
      'shared/six.md': true,
    });
    const authors = Object.entries(articles).map(([file, article]) => [file, article.authors]);
    expect(Object.fromEntries(authors)).toMatchObject({
      'content/hidden/one.md': ['Near'],
      'content/hidden/open.md': ['Own'],
      'content/parts/unclear.md': ['Desk'],
      'content/shown/four.md': ['Desk'],
    });
  });

  test('is in Zola that the section is a draft', async () => {
    const page = (fields = '') => `+++\ntitle = "A title"\ndate = 2024-05-01\n${fields}\n+++\nText.\n`;
    const folder = await createFolder({
      'config.toml': 'base_url = "https://paper.example"',
      'content/hidden/_index.md': '+++\ntitle = "Hidden"\ndraft = true\n+++\n',
      'content/hidden/one.md': page(),
      'content/hidden/deep/two.md': page('draft = false'),
      'content/shown/three.md': page(),
    });
    const { articles } = await importSite(folder);
    expect(isDraftByFile(articles)).toEqual({
      'content/hidden/one.md': true,
      'content/hidden/deep/two.md': true,
      'content/shown/three.md': false,
    });
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
    expect((await importSite(folder)).paths).toEqual({
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

describe('Templates in bodies', () => {
  const readBody = async (files: Record<string, string>, file: string) => {
    const { articles, results } = await importSite(await createFolder(files));
    return {
      body: articles[file]!.body.text,
      reasons: results.find(({ item }) => item.endsWith(file))!.reasons.filter((each) => !LOST.test(each)),
    };
  };

  test('of Jekyll are computed with the values of the site and the page', async () => {
    const text = `{% assign seas = "North,Baltic" | split: "," %}{% for sea in seas %}{{ sea }} of {{ site.title }}. {% endfor %}
{{ page.title }} by {{ page.author }} [a]({{ '/a/' | relative_url }}) {% if page.missing %}no{% endif %}
{% include figure.html src="/i.png" caption="A *tide*" alt="Tide" %}
{% gist jo/123 %} {% raw %}{{ shown }}{% endraw %} \`{{ site.title }}\`

{% for post in site.posts %}{{ post.title }}{% endfor %}
{% highlight js %}
{{ page.title }}
{% endhighlight %}`;
    const files = {
      '_config.yml': 'title: Paper\nbaseurl: /b',
      '_posts/2016-03-04-a.md': post('author: Jo', text),
    };
    const { body, reasons } = await readBody(files, '_posts/2016-03-04-a.md');
    expect(body).toContain('North of Paper. Baltic of Paper. \nA title by Jo [a](/b/a/)');
    expect(body).toContain('<figure><img src="/i.png" alt="Tide"><figcaption>A *tide*</figcaption></figure>');
    expect(body).toContain('<https://gist.github.com/jo/123>');
    expect(body).toContain('{{ shown }} `Paper`');
    expect(body).toContain('```js\nA title\n```');
    expect(reasons).toEqual(['"{% for post in site.posts %}" is not known and was removed']);
  });

  test('of Jekyll and Eleventy are computed in code too, but not in raw text', async () => {
    const text = `\`{{ site.title }}\` \`{{ "{% raw %}" }}\` {% raw %}\`{% raw %}\`{% endraw %} {{ missing }}
{% raw %}
{% highlight js %}
{{ x }} \`{{\`
{% endhighlight %}
{% endraw %}`;
    const files = {
      '_config.yml': 'title: Paper',
      'a.md': post('', text),
      'b.md': post('render_with_liquid: false', '`{{ site.title }}`'),
    };
    const { body, reasons } = await readBody(files, 'a.md');
    expect(body).toBe(
      '`Paper` `{% raw %}` `{% raw %}` \n\n{% highlight js %}\n{{ x }} `{{`\n{% endhighlight %}',
    );
    expect(reasons).toEqual(['"{{ missing }}" is not known and was removed']);
    expect((await readBody(files, 'b.md')).body).toBe('`{{ site.title }}`');
    const eleventy = {
      '.eleventy.js': '',
      'posts/2024-06-02-sea.md': post('', '`{{ page.fileSlug }}` on {{ page.url }}'),
    };
    expect((await readBody(eleventy, 'posts/2024-06-02-sea.md')).body).toBe(
      '`sea` on /posts/2024-06-02-sea/',
    );
  });

  test('of Hugo are computed in code too, unless they are escaped', async () => {
    const text = '```\n{{</* note */>}} {{< note >}}a{{< /note >}} {{ .Title }}\n```';
    const files = {
      'hugo.toml': '',
      'shortcodes.yaml': 'note: "{{ inner }}!"',
      'content/a.md': post('', text),
    };
    const { body, reasons } = await readBody(files, 'content/a.md');
    expect(body).toBe('```\n{{< note >}} a! {{ .Title }}\n```');
    expect(reasons).toEqual([]);
  });

  test('of Hugo become links and blocks, by shortcodes.yaml too', async () => {
    const text = `{{< figure src="/i.png" title="A <b>" >}}
{{< youtube abc123 >}} {{< vimeo id="42" >}} {{< x user="jo" id="12" >}}
{{% note %}}Read **this**.{{% /note %}} {{< ad />}} {{< box "a" >}}kept{{< /box >}}
{{< highlight go "linenos=table" >}}
a := 1
{{< /highlight >}}`;
    const files = {
      'hugo.toml': '',
      'shortcodes.yaml': 'note: "<aside>{{ inner }}</aside>"\nad: drop\n',
      'static/i.png': 'x',
      'content/a.md': post('', text),
    };
    const { body, reasons } = await readBody(files, 'content/a.md');
    expect(body).toContain('<figure><img src="/i.png" alt=""><figcaption>A &lt;b&gt;</figcaption></figure>');
    expect(body).toContain('<iframe src="https://www.youtube.com/embed/abc123"></iframe>');
    expect(body).toContain('<iframe src="https://player.vimeo.com/video/42"></iframe>');
    expect(body).toContain('<https://x.com/jo/status/12>');
    expect(body).toContain('<aside>Read **this**.</aside>  kept');
    expect(body).toContain('```go\na := 1\n```');
    expect(reasons).toEqual(['"{{< box \\"a\\" >}}" is not known and was removed']);
  });

  test.each([
    ['{{ x | f({ a: true }) }}', '"{{ x | f({ a: true }) }}" is not known and was removed'],
    ['{% r {id: "y"} %}', '"{% r {id: \\"y\\"} %}" is not known and was removed'],
    ['{{ {a: {b: 1}} | dump }}', '"{{ {a: {b: 1}} | dump }}" is not known and was removed'],
    ['{% r "}", { a: "%}" } %}', '"{% r \\"}\\", { a: \\"%}\\" } %}" is not known and was removed'],
    ['{# a {{ comment }} of\ntwo lines #}', null],
  ])('with braces in them, and comments, reach no reader (%s)', async (tag, reason) => {
    const files = {
      '.eleventy.js': '',
      'a.md': post('', `Before ${tag} after. \`{# code #}\`\n\nMore.`),
    };
    for (const each of [
      files,
      { 'a.md': files['a.md'].replace('title: A title', 'title: A title\ndate: 2026-01-02') },
    ]) {
      const { body, reasons } = await readBody(each, 'a.md');
      expect(body.replace(/\s+/g, ' ')).toBe('Before after. `{# code #}` More.');
      expect(reasons).toEqual(reason === null ? [] : [reason]);
    }
  });

  test.each(['hugo.toml', 'config.toml', '.eleventy.js', null])(
    'keep the IDs of headings, without their braces (%s)',
    async (config) => {
      const text =
        'Text.\n\n## The *nets* {#nets}\nA\n\nTides {#t .wide}\n-----\nB\n\n### Boats {.old}\n\n## Sea {: #sea}\n\n' +
        '## Set {a}\n\n```\n## Code {#code}\n```';
      const file = config === 'hugo.toml' || config === 'config.toml' ? 'content/a.md' : 'a.md';
      const files = {
        ...(config !== null && { [config]: config === 'config.toml' ? 'base_url = "/"' : '' }),
        [file]: post('date: 2026-01-02', text),
      };
      const { body, reasons } = await readBody(files, file);
      expect(body).toBe(
        'Text.\n\n<h2 id="nets">The <em>nets</em></h2>\n\nA\n\n<h2 id="t">Tides</h2>\n\n\nB\n\n### Boats\n\n' +
          '<h2 id="sea">Sea</h2>\n\n\n## Set {a}\n\n```\n## Code {#code}\n```',
      );
      expect(reasons).toEqual([]);
    },
  );

  test('with a picture that is no file of the site leave no broken picture, and are named', async () => {
    const text = `{{< figure src="hero" caption="The <quay>" >}}
{{< figure src="boat.jpg" caption="Boat" link="/boats/" >}} {{< figure src="/none.png" >}}
{{< figure src="https://cdn.example/a.png" >}} {{< figure src="/theme.png" >}}`;
    const files = {
      'hugo.toml': 'theme = "sea"',
      'themes/sea/static/theme.png': 'x',
      'content/boats/_index.md': '---\ntitle: Boats\n---\n',
      'content/a/index.md': post('date: 2026-01-02', text),
      'content/a/boat.jpg': 'x',
    };
    const { body, reasons } = await readBody(files, 'content/a/index.md');
    expect([...body.matchAll(/<img src="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      '/a/boat.jpg',
      'https://cdn.example/a.png',
      '/theme.png',
    ]);
    expect(body).toContain('<a href="/boats/"><img src="/a/boat.jpg" alt="Boat"></a>');
    expect(reasons).toEqual([
      'the picture hero of a shortcode is no file of the site and was left out, with its caption "The &lt;quay&gt;"',
      'the picture /none.png of a shortcode is no file of the site and was left out',
    ]);
    const plain = { 'a.md': post('date: 2026-01-02', '{{< figure src="pics/my boat.jpg" >}}') };
    expect((await readBody(plain, 'a.md')).body).toContain('<img src="pics/my%20boat.jpg" alt="">');
  });

  test('of Zola and MDX are converted or removed', async () => {
    const zola = {
      'config.toml': 'base_url = "/"',
      'content/a.md': post('', '{{ youtube(id="abc") }}\n{% quote(by="Jo") %}\nText\n{% end %}'),
    };
    const ofZola = await readBody(zola, 'content/a.md');
    expect(ofZola.body).toMatch(/<iframe src="https:\/\/www.youtube.com\/embed\/abc"><\/iframe>\s+Text$/);
    expect(ofZola.reasons).toEqual(['"{% quote(by=\\"Jo\\") %}" is not known and was removed']);
    const mdx =
      'import A from "./a";\n\nText <Chart data={[1, 2].map((x) => x)} /> and `<Code>`.\n\n<Note>Inner {1 + 1}</Note>';
    const ofMdx = await readBody(
      { 'astro.config.mjs': '', 'src/content/blog/a.mdx': post('date: 2016-03-04', mdx) },
      'src/content/blog/a.mdx',
    );
    expect(ofMdx.body).toBe('Text  and `<Code>`.\n\nInner');
    expect(ofMdx.reasons).toHaveLength(3);
  });
});

describe('The Markdown of Jekyll', () => {
  const readBody = async (text: string, config = '') => {
    const { articles } = await importSite(
      await createFolder({ '_config.yml': config, 'a.md': post('', text) }),
    );
    return articles['a.md']!.body.text;
  };

  test('loses attribute lists, options, comments and the place of the table of contents', async () => {
    const text = `{::options parse_block_html="false" /}
* TOC
{:toc}

{: .note }
A [link](https://a.example){:target="_blank"} and \`{:toc}\`.
{::comment}
hidden
{:/comment}

## Nets *and* knots {#nets}`;
    expect(await readBody(text)).toBe(
      'A [link](https://a.example) and `{:toc}`.\n\n\n\n\n<h2 id="nets">Nets <em>and</em> knots</h2>',
    );
  });

  test('has HTML that empty lines do not end, and Markdown in it if that is wanted', async () => {
    const text = `<div class="a">
  <p>One

    <a href="/b/">two</a></p>
  <pre>
x

y</pre>
</div>
Text.

<div markdown="1">
  A *b*.
</div>

<em>
  A [c](/d/).
</em>

\`\`\`html
<div>

</div>
<em>
a
\`\`\``;
    expect(await readBody(text)).toBe(`<div class="a">
  <p>One
    <a href="/b/">two</a></p>
  <pre>
x
&#10;
y</pre>
</div>

Text.

<div>

A *b*.

</div>

<em>   A [c](/d/).
</em>

\`\`\`html
<div>

</div>
<em>
a
\`\`\``);
  });

  test('links names that are mentioned if the site has the plugin for it', async () => {
    const text = 'By @jo-b, [@jo](/x), jo@a.example, @team/one and `@code`.';
    expect(await readBody(text)).toBe(text);
    expect(await readBody(text, 'plugins: [jekyll-mentions]')).toBe(
      'By [@jo-b](https://github.com/jo-b), [@jo](/x), jo@a.example, @team/one and `@code`.',
    );
    const config = 'plugins: [jekyll-mentions]\njekyll-mentions: { base_url: https://a.example }';
    expect(await readBody('@jo', config)).toBe('[@jo](https://a.example/jo)');
  });
});

test('Hugo and Zola get pages that list all tags and categories, unless a file or the configuration says otherwise', async () => {
  const posts = {
    'content/posts/a.md': post('date: 2024-03-04\ntags: [Nets, C++]\ncategories: [News, Crafts]'),
    'content/posts/b.md': post('date: 2024-04-05\ntags: [Eels]\nslug: b'),
    'content/posts/c.md': post('draft: true\ntags: [Secret]\nslug: c'),
  };
  const { articles, paths } = await importSite(await createFolder({ 'hugo.toml': '', ...posts }));
  expect(articles['tags/ (list of all)']).toMatchObject({
    ...{ kind: 'PAGE', title: 'Tags', path: '/tags', slug: 'tags', publishedAt: new Date('2024-04-05') },
    body: {
      format: 'html',
      text: '<ul><li><a href="/tags/c++">C++</a></li><li><a href="/tags/eels">Eels</a></li><li><a href="/tags/nets">Nets</a></li></ul>',
    },
  });
  expect(articles['categories/ (list of all)']!.body.text).toContain(
    '<a href="/categories/crafts">Crafts</a>',
  );
  expect(articles['content/posts/b.md']!.section).toEqual(['posts']);
  expect(Object.keys(paths)).toHaveLength(5);

  const zola = { 'config.toml': 'base_url = "/"\ntaxonomies = [{ name = "tags" }]', ...posts };
  expect(Object.keys((await importSite(await createFolder(zola))).paths)).toHaveLength(4);
  const without = { 'hugo.toml': 'disableKinds = ["taxonomy"]', ...posts };
  expect(Object.keys((await importSite(await createFolder(without))).paths)).toHaveLength(3);
  const own = { 'hugo.toml': '', ...posts, 'content/tags.md': post('date: 2024-03-04') };
  expect((await importSite(await createFolder(own))).articles['tags/ (list of all)']).toBeUndefined();
});

test('Of a key that YAML front matter has twice, the last value is used with a warning', () => {
  const { article, warnings, line } = parseArticle(
    '---\ntitle: One\ndate: 2016-03-04\ntitle: Two\n---\nA.\n',
  );
  expect([article.title, warnings, line]).toEqual([
    'Two',
    ['title: stands twice; the last value is used'],
    4,
  ]);
});

describe('Links within a site', () => {
  test('of Jekyll become paths, and those that lead nowhere are named', async () => {
    const text = `[a]({% post_url 2016-03-05-b %}) [b]({% link about.md %}#team) [c](https://paper.example/about/?x=1)
[d](/i/sea.png) [e](/gone/) [f](../../about.md) [g](https://other.example/about.md) <a href="/2016/03/05/b.html">h</a> \`[x](a.md)\``;
    const folder = await createFolder({
      ...{
        '_config.yml': 'url: https://paper.example',
        'i/sea.png': '',
        'about.md': post('permalink: /about/'),
      },
      ...{ 'x/_posts/2016-03-04-a.md': post('', text), '_posts/2016-03-05-b.md': post() },
    });
    const { articles, results } = await importSite(folder);
    expect(articles['x/_posts/2016-03-04-a.md']!.body.text).toBe(
      `[a](/2016/03/05/b.html) [b](/about#team) [c](/about?x=1)
[d](/i/sea.png) [e](/gone/) [f](/about) [g](https://other.example/about.md) <a href="/2016/03/05/b.html">h</a> \`[x](a.md)\``,
    );
    const lost = results.flatMap(({ reasons }) => reasons.filter((reason) => LOST.test(reason)));
    expect(lost).toEqual(['the link /gone/ leads to no file of the site']);
  });

  test('of Hugo and Zola become paths', async () => {
    const hugo = await createFolder({
      ...{ 'hugo.toml': '', 'content/docs/b.md': post() },
      'content/posts/a.md': post(
        '',
        '[a]({{< ref "docs/b.md" >}}) [b]({{< relref "b#x" >}}) [c](../docs/b.md) [d](../../docs/b/)',
      ),
    });
    const ofHugo = await importSite(hugo);
    expect(ofHugo.articles['content/posts/a.md']!.body.text).toBe(
      '[a](/docs/b) [b](/docs/b#x) [c](/docs/b) [d](/docs/b)',
    );
    const zola = await createFolder({
      ...{ 'config.toml': 'base_url = "https://paper.example"', 'content/b.md': post() },
      'content/blog/a.md': post('', '[a](@/b.md#x)'),
    });
    expect((await importSite(zola)).articles['content/blog/a.md']!.body.text).toBe('[a](/b#x)');
    const lost = ofHugo.results.filter(({ reasons }) => reasons.some((reason) => LOST.test(reason))).length;
    expect(lost).toBe(0);
  });
});

describe('A tag that stands for the path of a file', () => {
  test('becomes the path in code and in words too, and is named if there is no such file', async () => {
    const jekyll = await createFolder({
      '_config.yml': '',
      '_posts/2016-03-04-tide.md': post(),
      '_posts/2016-03-05-sea.md': post(
        '',
        'See {% post_url 2016-03-04-tide %}. `GET {% link _posts/2016-03-04-tide.md %}`\n\n```\n{% link none.md %}\n```',
      ),
    });
    const ofJekyll = await importSite(jekyll);
    expect(ofJekyll.articles['_posts/2016-03-05-sea.md']!.body.text).toBe(
      'See /2016/03/04/tide.html. `GET /2016/03/04/tide.html`\n\n```\n/none\n```',
    );
    const lost = ofJekyll.results.flatMap(({ reasons }) => reasons.filter((reason) => LOST.test(reason)));
    expect(lost).toEqual(['the link /none.md leads to no file of the site']);
    const hugo = await createFolder({
      ...{ 'hugo.toml': '', 'content/docs/b.md': post() },
      'content/posts/a.md': post('', '*{{< ref "docs/b.md" >}}*, {{< relref "docs/b#x" >}}!'),
    });
    expect((await importSite(hugo)).articles['content/posts/a.md']!.body.text).toBe('*/docs/b*, /docs/b#x!');
  });

  test('is in a folder without a configuration the name of the file, which links to its article', async () => {
    const folder = await createFolder({
      'b.md': post('date: 2024-05-01'),
      'a.md': post('date: 2024-05-01', '[b]({{< ref "b.md#x" >}}) and {{< ref "b.md" >}}'),
      'plain.md': post('date: 2024-05-01', '[b](b.md#x) and b.md'),
    });
    const { articles } = await importSite(folder);
    expect(articles['a.md']!.body.text).toBe(articles['plain.md']!.body.text);
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
