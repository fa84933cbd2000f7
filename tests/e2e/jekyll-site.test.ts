import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { visit } from 'unist-util-visit';
import { importMarkdownFolder } from '../../src/importers/markdown/import-folder.js';
import { parseMarkdown } from '../../src/importers/markdown/parse-markdown.js';
import type { ImportResult } from '../../src/importers/run/imported-article.js';
import { InMemoryImporter } from '../support/import-files.js';

const CORPORA = process.env.CORPORA ?? fileURLToPath(new URL('../../../shared/corpora', import.meta.url));

test('The addresses of every post, document and page of a real Jekyll site are kept', async () => {
  const folder = path.join(CORPORA, 'jekyll/docs');
  if (!existsSync(folder)) return console.log(`Skipped: ${folder} is not there.`);
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const importer = new InMemoryImporter();
  await importMarkdownFolder(folder, importer, { report });
  const articles = Object.fromEntries(
    importer.articles.map((article) => [article.sourceId.replace(/^[^/]+\//, ''), article]),
  );
  const expected = Object.fromEntries(
    await Promise.all(results.map(({ item }) => readExpectedPath(folder, item))),
  );
  const paths = Object.entries(articles).map(([file, article]) => [file, article.path]);
  expect(Object.fromEntries(paths)).toEqual(expected);
  expect(Object.keys(expected).length).toBeGreaterThan(100);
  const braces = Object.entries(articles).flatMap(([file, { body }]) => findBraces(file, body.text));
  const schemes = Object.values(articles).filter(({ body }) => body.text.includes('](site-file:'));
  expect(schemes).toEqual([]);
  const lost = results.flatMap(({ reasons }) => reasons.filter((reason) => /leads to no file/.test(reason)));
  console.log(`Jekyll's own site: links to what is not in the folder, named: ${lost.length}`);
  console.log(`Jekyll's own site: template braces shown ${braces.length}`);
  expect(braces).toEqual([]);
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

/** Lists the template tags of a body that readers would see, which are those outside of code. */
function findBraces(file: string, body: string): string[] {
  const found: string[] = [];
  visit(parseMarkdown(body), ['text', 'html'], (node) => {
    const shown = 'value' in node ? node.value.replace(/<(code|pre)[\s>][\s\S]*?<\/\1>/g, '') : '';
    if (/\{\{|\{%/.test(shown)) found.push(`${file}: ${shown.slice(0, 300)}`);
  });
  return found;
}

/** Formats dates as 2016-03-04, in the time zone of Jekyll's own site. */
const LOS_ANGELES = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles', dateStyle: 'short' });
