import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { importMarkdownFolder } from '../../src/importers/markdown/import-folder.js';
import type { ImportResult } from '../../src/importers/run/imported-article.js';
import { toSitePath } from '../../src/shared/paths.js';
import { DataFolderFixture } from '../support/data-folder.js';
import { compareSite, GeneratedSite, runProgram } from '../support/generated-site.js';
import { InMemoryImporter } from '../support/import-files.js';
import { findProgram } from '../support/programs.js';

const CORPORA = process.env.CORPORA ?? fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
const SITE = path.join(CORPORA, 'jekyll/docs');

const folders = new DataFolderFixture();
afterAll(() => folders.remove());

const testSite = existsSync(SITE) ? test : test.skip;
const testGenerated = existsSync(SITE) && findProgram('jekyll') !== null ? test : test.skip;

testSite('The addresses of every post, document and page of a real Jekyll site are kept', async () => {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const importer = new InMemoryImporter();
  await importMarkdownFolder(SITE, importer, { report });
  const articles = Object.fromEntries(
    importer.articles.map((article) => [article.sourceId.replace(/^[^/]+\//, ''), article]),
  );
  const expected = Object.fromEntries(
    await Promise.all(importer.articles.map(({ sourceId }) => readExpectedPath(SITE, sourceId))),
  );
  const paths = Object.entries(articles).map(([file, article]) => [file, article.path]);
  expect(Object.fromEntries(paths)).toEqual(expected);
  expect(Object.keys(expected).length).toBeGreaterThan(100);
  const schemes = Object.values(articles).filter(({ body }) => body.text.includes('](site-file:'));
  expect(schemes).toEqual([]);
  const lost = results.flatMap(({ reasons }) => reasons.filter((reason) => /leads to no file/.test(reason)));
  console.log(`Jekyll's own site: links to what is not in the folder, named: ${lost.length}`);
});

testGenerated(
  "A real Jekyll site has the links, pictures and texts of Jekyll's own pages, and shows no more templates",
  async () => {
    const folder = await folders.createFolder('docs');
    await cp(SITE, folder, { recursive: true });
    await runProgram('chmod', ['-R', 'u+w', folder], CORPORA);
    const output = await buildJekyllSite(folder);
    const site = await GeneratedSite.open(output);
    const { articles, links, paths, ...lost } = await compareSite(folder, site, 'https://jekyllrb.com/');
    const kept = site.addresses.filter((address) => paths.has(toSitePath(address)!));
    console.log(`Jekyll's own site: addresses kept ${kept.length} of ${site.addresses.length}`);
    expect(kept).toEqual(site.addresses);
    console.log(
      `Jekyll's own site: ${articles} articles, ${links} links and pictures, ${JSON.stringify(lost)}`,
    );
    expect([articles, links]).toEqual([202, expect.any(Number)]);
    expect(links).toBeGreaterThan(4_000);
    expect(lost).toEqual({ withoutPage: [], lostLinks: [], lostAnchors: [], braces: [] });
  },
  300_000,
);

/**
 * Builds the site with its own configuration and plugins, and with layouts and includes in place of those that the
 * folder lacks. Returns the folder of its pages.
 */
async function buildJekyllSite(folder: string): Promise<string> {
  const layouts = ['default', 'docs', 'news_item', 'tutorials', 'page', 'step'];
  const page = '<!DOCTYPE html><title>{{ page.title }}</title><main>{{ content }}</main>';
  for (const name of layouts) await writeNewFile(path.join(folder, '_layouts', `${name}.html`), page);
  for (const name of ['docs_version_badge', 'docs_variables_table'])
    await writeNewFile(path.join(folder, '_includes', `${name}.html`), '');
  const configFile = path.join(folder, '_config.yml');
  const config = await readFile(configFile, 'utf8');
  // Neither writes a link or a page that is compared.
  await writeFile(configFile, config.replace(/^- (jemoji|jekyll-(feed|seo-tag|sitemap))\n/gm, ''));
  const output = path.join(folder, '_site');
  const args = ['build', '--source', folder, '--destination', output];
  await runProgram('jekyll', args, folder);
  return output;
}

async function writeNewFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

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
