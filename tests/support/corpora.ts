import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RichTextSource } from '../../src/content/rich-text.js';
import { parseMarkdownArticle } from '../../src/importers/markdown/article.js';
import { listMarkdownFiles } from '../../src/importers/markdown/files.js';
import { readPage } from '../../src/importers/page/read-page.js';
import type { ImportItem } from '../../src/importers/run/import-run.js';
import { readSite } from '../../src/importers/wordpress/export/read-site.js';
import { readExportItems } from '../../src/importers/wordpress/items.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Folder of real articles beside the repository; `CORPORA` names another one. */
const CORPORA = process.env.CORPORA ?? join(ROOT, '../shared/corpora');

export interface Corpus {
  name: string;
  /** File or folder. */
  path: string;
  readBodies(path: string): Promise<RichTextSource[]>;
}

/** Corpora of the repository. */
export const OWN_CORPORA: Corpus[] = [
  { name: 'the seeds', path: join(ROOT, 'seeds/articles'), readBodies: readMarkdownBodies },
  {
    name: 'the pages of the tests',
    path: join(ROOT, 'tests/unit/importers/pages'),
    readBodies: readPageBodies,
  },
];

/** Real articles that are found beside the repository. */
export const OTHER_CORPORA: Corpus[] = [
  { name: "18F's blog", path: join(CORPORA, '18f/posts'), readBodies: readMarkdownBodies },
  { name: "Jekyll's documentation", path: join(CORPORA, 'jekyll/docs'), readBodies: readMarkdownBodies },
  { name: "Readability's pages", path: join(CORPORA, 'pages'), readBodies: readPageBodies },
  {
    name: "WordPress's theme unit test",
    path: join(CORPORA, 'wordpress/theme-unit-test.wxr.xml'),
    readBodies: readWordPressBodies,
  },
].filter(({ path }) => existsSync(path));

async function readMarkdownBodies(folder: string): Promise<RichTextSource[]> {
  const bodies: RichTextSource[] = [];
  for await (const file of listMarkdownFiles(folder)) {
    const text = await readFile(join(folder, file), 'utf8');
    bodies.push(...getBody(parseMarkdownArticle(text, `corpus/${file}`)));
  }
  return bodies;
}

async function readPageBodies(folder: string): Promise<RichTextSource[]> {
  const names = await readdir(folder);
  const files = names.map((name) => join(folder, name.endsWith('.html') ? name : `${name}/source.html`));
  const pages = await Promise.all(files.filter(existsSync).map((file) => readFile(file, 'utf8')));
  return pages.flatMap((page) => {
    const article = readPage(page, 'https://courier.example/article');
    return article ? [{ format: 'html', text: article.html } as const] : [];
  });
}

async function readWordPressBodies(file: string): Promise<RichTextSource[]> {
  const bodies: RichTextSource[] = [];
  const site = await readSite([file]);
  for await (const item of readExportItems([file], site)) bodies.push(...getBody(item));
  return bodies;
}

function getBody(item: ImportItem): RichTextSource[] {
  return 'article' in item ? [item.article.body] : [];
}
