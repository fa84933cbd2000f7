import type { RichTextSource } from '../../content/rich-text.js';
import type { ExternalFront } from '../../modules/front/write/import-front.js';
import { replaceTexts } from '../../modules/import/article-texts.js';
import { formatImportLink, listImportLinks, replaceImportLinks } from '../../modules/import/import-link.js';
import { nameSource } from '../../modules/import/source-name.js';
import type { ExternalMenu } from '../../modules/menu/import-menu.js';
import { toShortLink } from '../../shared/paths.js';
import type { ArticleImporter, ImportedArticle } from '../run/imported-article.js';
import { itemReader } from '../run/reading.js';
import type { ArchivePaths } from './archive-paths.js';
import { isFilePath } from './own-links.js';

/** Links within the site in HTML that an importer wrote. */
const OWN_LINK = /(<a [^<>]*?href=")(\/(?!\/)[^"]*)(?=")/g;

/**
 * Returns an importer that puts articles, their links, archive pages and menus of a site under a path. The path is part
 * of the name of their source.
 */
export function importUnderPath(
  importer: ArticleImporter,
  archives: ArchivePaths,
  prefix: string,
): ArticleImporter {
  const moved = new WeakMap<ImportedArticle, Promise<ImportedArticle>>();
  const move = (article: ImportedArticle) => {
    const started = moved.get(article) ?? moveArticle(article, prefix);
    moved.set(article, started);
    return started;
  };
  return {
    ...importer,
    prepareArticles: (batch) => {
      // An error is reported when the batch is imported.
      Promise.all(batch.map(move)).then(importer.prepareArticles, () => undefined);
    },
    importArticles: async (batch) => importer.importArticles(await Promise.all(batch.map(move))),
    unpublishArticles: (origins) =>
      importer.unpublishArticles(
        origins.map(({ source, ...origin }) => ({ source: nameSource(source, prefix), ...origin })),
      ),
    importMenus: async (menus) =>
      (await importer.importMenus?.(menus.map((menu) => moveMenu(menu, prefix)))) ?? [],
    finish: async () => {
      archives.moveUnder(prefix);
      return (await importer.finish?.()) ?? [];
    },
  };
}

/** Moves a path. Links to files, which the gateway does not serve, stay. */
function movePath(path: string, prefix: string): string {
  if (isFilePath(path.replace(/[?#].*/s, ''))) return path;
  return path === '/' ? prefix : prefix + path;
}

async function moveArticle(article: ImportedArticle, prefix: string): Promise<ImportedArticle> {
  return {
    ...(await replaceTexts(article, (text) => moveLinks(text, prefix))),
    source: nameSource(article.source, prefix),
    path: movePath(article.path ?? `/${article.slug}`, prefix),
    // The front page with a query is that of one site alone.
    aliases: article.aliases
      .filter((alias) => toShortLink(alias) === null)
      .map((alias) => movePath(alias, prefix)),
  };
}

async function moveLinks({ format, text }: RichTextSource, prefix: string): Promise<RichTextSource> {
  const moved = moveImportLinks(text, prefix);
  if (format === 'markdown') return { format, text: await moveMarkdownLinks(moved, prefix) };
  const replaced = moved.replace(
    OWN_LINK,
    (_whole, start: string, path: string) => start + movePath(path, prefix),
  );
  return { format, text: replaced };
}

function moveImportLinks(text: string, prefix: string): string {
  if (listImportLinks(text).length === 0) return text;
  return replaceImportLinks(text, (link) =>
    formatImportLink({ ...link, paths: link.paths.map((path) => movePath(path, prefix)) }),
  );
}

async function moveMarkdownLinks(text: string, prefix: string): Promise<string> {
  let moved = '';
  let last = 0;
  for (const { url, from, to } of await itemReader.read('markdownLinks', text)) {
    if (!/^\/(?!\/)/.test(url)) continue;
    moved += text.slice(last, from) + movePath(url, prefix);
    last = to;
  }
  return moved + text.slice(last);
}

/** Moves a front, the links of its headings, and the articles that it names by path. */
export function moveFront(front: ExternalFront, prefix: string): ExternalFront {
  const move = (path: string) => (/^\/(?!\/)/.test(path) ? movePath(path, prefix) : path);
  const containers = (front.input.containers ?? []).map(({ href, rule, cards, ...container }) => ({
    ...container,
    ...(href != null && { href: move(href) }),
    ...(rule && { rule: { ...rule, ...(rule.relatedTo && { relatedTo: move(rule.relatedTo) }) } }),
    cards: (cards ?? []).map(({ article, sublinks, ...card }) => ({
      ...card,
      article: move(article),
      sublinks: (sublinks ?? []).map(move),
    })),
  }));
  return { ...front, input: { ...front.input, path: movePath(front.input.path, prefix), containers } };
}

function moveMenu(menu: ExternalMenu, prefix: string): ExternalMenu {
  const items = menu.items.map((item) => {
    if (!('url' in item.target) || !/^\/(?!\/)/.test(item.target.url)) return item;
    return { ...item, target: { url: movePath(item.target.url, prefix) } };
  });
  return { ...menu, source: nameSource(menu.source, prefix), items };
}
