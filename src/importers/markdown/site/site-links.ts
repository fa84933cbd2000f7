import { existsSync } from 'node:fs';
import path from 'node:path';
import { toSitePath } from '../../../shared/paths.js';
import { requireValue } from '../../../shared/require-value.js';
import { isFilePath } from '../../links/own-links.js';
import type { ImportItem } from '../../run/import-run.js';
import { itemReader } from '../../run/reading.js';
import {
  FILE_SCHEME,
  PICTURE_SCHEME,
  removeLostFigures,
  replaceFileUrls,
  restorePictureUrls,
} from '../templates/shortcode-html.js';
import { findHtmlLinks } from './find-links.js';
import type { SiteEntry } from './read-site-page.js';
import { getIgnoringCase, getText, type SiteFile, type StaticSite } from './site.js';

/** Folders that generators publish unchanged, at the root of the site. */
const STATIC_FOLDERS = ['', 'static', 'public', 'src', 'assets'];
const MAX_LOST = 20;
const PICTURE = /\.(jpe?g|png|gif|webp|avif|svg)$/i;

/** Turns links between the files of a site into paths, and finds those that lead to none. */
export class SiteLinks {
  private readonly paths: Set<string>;
  private readonly staticFolders: string[];

  constructor(
    private readonly site: StaticSite,
    private readonly root: string,
    private readonly entries: Map<string, SiteEntry>,
    /** True if the pictures of the folder are copied into the media library. */
    private readonly copiesPictures: boolean,
  ) {
    this.paths = new Set([...entries.values()].flatMap((entry) => entry.path ?? []));
    const listTexts = (name: string) =>
      [getIgnoringCase(site.config, name)].flat().flatMap((each) => getText(each) ?? []);
    const ofThemes = listTexts('theme').map((theme) => `themes/${theme}/static`);
    this.staticFolders = [...STATIC_FOLDERS, ...listTexts('staticDir'), ...ofThemes];
  }

  /** Resolves the links of an article, and adds a warning for each that leads nowhere. */
  async resolve(item: ImportItem, { path: file, mountedFrom }: SiteFile): Promise<ImportItem> {
    if (!('article' in item) || !this.entries.has(file)) return item;
    const folder = path.dirname(mountedFrom ?? file);
    const { article } = item;
    const aliases = new Set(article.aliases);
    const parts: string[] = [];
    const lost: string[] = [];
    let last = 0;
    const { format, text: given } = article.body;
    const links = format === 'html' ? findHtmlLinks(given) : await itemReader.read('markdownLinks', given);
    for (const { url, from, to } of links) {
      const target = this.resolveUrl(url, { file, folder }, aliases);
      if (target === null) continue;
      if (target.isLost) lost.push(`the link ${target.name} leads to no file of the site`);
      parts.push(given.slice(last, from), target.url);
      last = to;
    }
    // The remaining paths are no links: the text shows them, often in code.
    const linked = replaceFileUrls(parts.join('') + given.slice(last), (url) => {
      const target = requireValue(
        this.resolveUrl(url, { file, folder }, aliases),
        `The URL ${url} of a file does not resolve.`,
      );
      if (target.isLost) lost.push(`the link ${target.name} leads to no file of the site`);
      return target.url;
    });
    const found = removeLostFigures(linked, (url, caption) => {
      const words = caption === '' ? '' : `, with its caption "${caption}"`;
      lost.push(`the picture ${decode(url)} of a shortcode is no file of the site and was left out${words}`);
    });
    const text = restorePictureUrls(found);
    const warnings = [...item.warnings, ...[...new Set(lost)].slice(0, MAX_LOST)];
    return { ...item, article: { ...article, body: { ...article.body, text } }, warnings };
  }

  /** Returns where a URL leads, or null for one that stays: of another site, or within the page. */
  private resolveUrl(
    url: string,
    { file, folder }: { file: string; folder: string },
    aliases: Set<string>,
  ): { url: string; isLost: boolean; name: string } | null {
    if (url.startsWith(PICTURE_SCHEME)) {
      const picture = url.slice(PICTURE_SCHEME.length);
      const target = this.resolveUrl(picture, { file, folder }, aliases);
      // The figure of a picture that is no file is removed afterwards.
      if (target?.isLost) return null;
      return target ?? { url: picture, isLost: false, name: picture };
    }
    const isFileUrl = url.startsWith(FILE_SCHEME);
    const inside = isFileUrl ? url.slice(FILE_SCHEME.length) : this.removeHost(url);
    const length = inside.search(/[?#]/);
    const name = length < 0 ? inside : inside.slice(0, length);
    const suffix = inside.slice(name.length);
    if (!isFileUrl && (name === '' || /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(name))) return null;
    if (isFileUrl || /^@\/|\.(md|markdown|mdx)$/i.test(name)) {
      const entry = this.findFile(decode(name), file);
      if (entry?.path) return { url: entry.path + suffix, isLost: false, name };
      if (isFileUrl && name === '') return { url: suffix, isLost: false, name };
      const guess = `/${name.replace(/^[@/]+/, '').replace(/\.(md|markdown|mdx)$/i, '')}`;
      return { url: guess + suffix, isLost: true, name };
    }
    const beside = path.join(this.root, folder, decode(name));
    const isBeside = !name.startsWith('/') && isFilePath(name) && existsSync(beside);
    // A picture next to the text is copied from there.
    if (isBeside && this.copiesPictures && PICTURE.test(name)) return null;
    const address = this.entries.get(file)?.address ?? '/';
    const full = new URL(name, `http://site.invalid${address}`).pathname;
    const isKnown = isBeside || this.isPublished(full, aliases);
    if (name.startsWith('/') && inside === url) return isKnown ? null : { url, isLost: true, name };
    const sitePath = toSitePath(full);
    const target = sitePath !== null && this.paths.has(sitePath) ? sitePath : full;
    return { url: target + suffix, isLost: !isKnown, name };
  }

  /** Removes the site's own address from a URL. */
  private removeHost(url: string): string {
    const { host } = this.site;
    if (host === null || !/^(https?:)?\/\//i.test(url)) return url;
    const rest = url.replace(/^(https?:)?\/\//i, '');
    const end = rest.search(/[/?#]|$/);
    const isOwn =
      rest
        .slice(0, end)
        .toLowerCase()
        .replace(/^www\./, '') === host.replace(/^www\./, '');
    return isOwn ? `/${rest.slice(end).replace(/^\//, '')}` : url;
  }

  private isPublished(address: string, aliases: Set<string>): boolean {
    const sitePath = toSitePath(address);
    const { basePath } = this.site;
    if (sitePath === null || sitePath === basePath || this.paths.has(sitePath) || aliases.has(sitePath))
      return true;
    if (this.paths.has(`${sitePath}.html`) || this.paths.has(sitePath.replace(/\.html$/, ''))) return true;
    // Paths outside the base path are no part of this site.
    if (basePath !== '' && !sitePath.startsWith(`${basePath}/`)) return true;
    const inside = sitePath.slice(basePath.length);
    return this.staticFolders.some((folder) => existsSync(path.join(this.root, folder, inside)));
  }

  /** Lists the ends of files in the language of a file, such as `.fr.md`, if its own name has one. */
  private listLanguageEndings(file: string): string[] {
    const key = /\.([a-z]{2,3}(?:-[a-z0-9]+)*)\.md$/i.exec(file)?.[1]?.toLowerCase();
    if (key === undefined || this.site.languages?.tags[key] === undefined) return [];
    return [`.${key}.md`, `/index.${key}.md`, `/_index.${key}.md`];
  }

  /** Finds a file by the name that a link, `ref`, `link` or `post_url` uses. */
  private findFile(name: string, from: string): SiteEntry | undefined {
    const content = this.site.contentFolder;
    const bare = name.replace(/^@?\//, '');
    const beside = path.posix.join(path.posix.dirname(from), name);
    const folder = this.site.languages?.folders.find((each) => from.startsWith(`${each.folder}/`))?.folder;
    const below = [folder ?? content, content].map((each) => path.posix.join(each, bare));
    const places = /^@?\//.test(name) ? [...below, bare] : [beside, ...below, bare];
    const usual = ['', '.md', '.markdown', '.mdx', '/index.md', '/_index.md'];
    const inOwnLanguage = this.listLanguageEndings(from);
    const endings = [...inOwnLanguage, ...usual];
    const exact = places.flatMap((place) =>
      endings.flatMap((ending) => {
        const stem = place.replace(/\/$/, '');
        // `a.md` leads to `a.fr.md` from a page in French.
        const inLanguage = /^\.[\w-]+\.md$/.test(ending) ? [stem.replace(/\.md$/, '') + ending] : [];
        return [...inLanguage, stem + ending].map((each) => this.entries.get(each));
      }),
    );
    const found = exact.find((entry) => entry !== undefined);
    if (found || bare === '') return found;
    const [, postFolder = '', post] = /^_posts\/(?:(.*)\/)?([^/]+)$/.exec(bare) ?? [];
    const tail = post === undefined ? `/${bare}` : `/_posts/${post}`;
    // A name that one file in the language has, and else one file in any.
    for (const some of [inOwnLanguage, endings]) {
      const [first, ...others] = [...this.entries].filter(
        ([each]) => some.some((ending) => `/${each}`.endsWith(tail + ending)) && each.includes(postFolder),
      );
      if (first && others.length === 0) return first[1];
    }
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
