import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseHTML } from 'linkedom';
import { renderRichText } from '../../src/content/rich-text.js';
import { importMarkdownFolder } from '../../src/importers/markdown/import-folder.js';
import type { ImportResult } from '../../src/importers/run/imported-article.js';
import { InMemoryImporter } from './import-files.js';
import { findProgram } from './programs.js';

/** Runs a program in a folder. Throws with its output if it fails. */
export async function runProgram(program: string, args: string[], cwd: string): Promise<void> {
  const env = { ...process.env, LANG: 'C.UTF-8' };
  await promisify(execFile)(findProgram(program)!, args, { cwd, env }).catch((error) => {
    throw new Error(`${program} failed: ${error.stdout}\n${error.stderr}`);
  });
}

/** The pages that a generator has written. */
export class GeneratedSite {
  private constructor(
    private readonly folder: string,
    /** Addresses of pages, such as `/about/`, without the front page and that of errors. */
    readonly addresses: string[],
  ) {}

  static async open(folder: string): Promise<GeneratedSite> {
    const files = await readdir(folder, { recursive: true });
    const addresses = files
      .filter((file) => file.endsWith('.html') && file !== 'index.html' && file !== '404.html')
      .map((file) => encodeURI(`/${file.replace(/(^|\/)index\.html$/, '$1')}`));
    return new GeneratedSite(folder, addresses.sort());
  }

  /** Reads the page at a path, which has a trailing slash or none. */
  async readPage(sitePath: string): Promise<{ address: string; main: Element } | null> {
    const bare = decodeURIComponent(sitePath).replace(/\/$/, '');
    for (const [file, address] of [
      [`${bare}/index.html`, `${bare}/`],
      [`${bare}.html`, `${bare}.html`],
      [bare, bare],
    ]) {
      const html = await readFile(path.join(this.folder, file!), 'utf8').catch(() => null);
      if (html === null) continue;
      const main = parseHTML(html).document.querySelector('main');
      if (main !== null) return { address: address!, main: main as unknown as Element };
    }
    return null;
  }

  /** Serves the files on a port of the loopback interface. */
  async serve(): Promise<{ url: string; close(): void }> {
    const server = createServer(async ({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://site.invalid');
      const file = path.join(this.folder, decodeURIComponent(pathname));
      const content = await readFile(file.endsWith('/') ? `${file}index.html` : file).catch(() => null);
      response.writeHead(content ? 200 : 404, {
        'content-type': TYPES[path.extname(file)] ?? TYPES['.html']!,
      });
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
  }
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.png': 'image/png',
  '.txt': 'text/plain',
};

/** What readers find in articles that they do not find on the pages of the generator, or the other way round. */
export interface SiteComparison {
  articles: number;
  links: number;
  /** Paths of articles, and former ones. */
  paths: Set<string>;
  /** Articles whose address the generator has no page for. */
  withoutPage: string[];
  /** Links and pictures of pages that the articles do not have. */
  lostLinks: string[];
  /** Links within a page to a heading that the article does not have. */
  lostAnchors: string[];
  /** Lines with template braces that the generator does not show. */
  braces: string[];
}

/** Compares the articles that an import of a folder makes with the pages that its generator makes. */
export async function compareSite(folder: string, site: GeneratedSite, url: string): Promise<SiteComparison> {
  const importer = new InMemoryImporter();
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  await importMarkdownFolder(folder, importer, { report });
  const compared: SiteComparison = {
    paths: new Set(importer.articles.flatMap(({ path: sitePath, aliases }) => [sitePath ?? '', ...aliases])),
    ...{ articles: 0, links: 0, withoutPage: [], lostLinks: [], lostAnchors: [], braces: [] },
  };
  const named = results.flatMap(({ reasons }) =>
    reasons.flatMap((reason) => /^the link (\S+) leads to no file/.exec(reason)?.[1] ?? []),
  );
  for (const { sourceId, path: sitePath, body } of importer.articles.filter(({ draft }) => !draft)) {
    compared.articles += 1;
    const page = await site.readPage(sitePath ?? '');
    if (page === null) {
      compared.withoutPage.push(`${sourceId} ${sitePath}`);
      continue;
    }
    const { document } = parseHTML(`<main>${renderRichText(body).html}</main>`);
    const main = document.querySelector('main') as unknown as Element;
    const base = new URL(encodeURI(page.address), url).href;
    // The outline of an article stands for a table of contents.
    for (const toc of page.main.querySelectorAll('#markdown-toc')) toc.remove();
    const [there, here] = [listTargets(page.main, base), listTargets(main, base)];
    compared.links += there.length;
    for (const target of there) {
      const index = here.indexOf(target);
      if (index !== -1) here.splice(index, 1);
      // A link that leads nowhere on the old site either.
      else if (!named.some((name) => target.endsWith(toTarget(name, base))))
        compared.lostLinks.push(`${sourceId} ${target}`);
    }
    compared.lostAnchors.push(...listLostAnchors(page.main, main).map((each) => `${sourceId} ${each}`));
    const shown = normalizeText(page.main.textContent ?? '');
    for (const line of (main.textContent ?? '').split('\n'))
      if (/\{\{|\{%/.test(line) && !shown.includes(normalizeText(line)))
        compared.braces.push(`${sourceId} ${line}`);
  }
  return compared;
}

const ATTRIBUTES = { a: 'href', img: 'src', iframe: 'src', video: 'src', audio: 'src', source: 'src' };

/** Lists where links, pictures and players lead, as absolute URLs without an ending slash. */
function listTargets(main: Element, base: string): string[] {
  return Object.entries(ATTRIBUTES).flatMap(([name, attribute]) =>
    [...main.querySelectorAll(name)].flatMap((element) => {
      const target = element.getAttribute(attribute);
      // Without the settings of a player.
      if (name === 'iframe') return target === null ? [] : [toTarget(target.replace(/\?.*/, ''), base)];
      return target === null ? [] : [toTarget(target, base)];
    }),
  );
}

function toTarget(target: string, base: string): string {
  if (!URL.canParse(target, base)) return target;
  return decodeURI(new URL(target, base).href)
    .replace(/\/(?:index\.html)?(?=$|[?#])/, '')
    .replace(/#$/, '');
}

/** Lists the links of the old page to places of its own that the article does not have. */
function listLostAnchors(old: Element, main: Element): string[] {
  const listIds = (element: Element) =>
    new Set([...element.querySelectorAll('[id]')].map(({ id }) => id.replace(/^user-content-/, '')));
  const [there, here] = [listIds(old), listIds(main)];
  return [...old.querySelectorAll('a[href^="#"]')].flatMap((link) => {
    const id = decodeURIComponent(link.getAttribute('href')!.slice(1));
    return there.has(id) && !here.has(id) ? [`#${id}`] : [];
  });
}

/** Removes what typography changes: spaces and quotation marks. */
function normalizeText(text: string): string {
  return text.replace(/[\s'"‘’“”]/g, '').replace(/…/g, '...');
}
