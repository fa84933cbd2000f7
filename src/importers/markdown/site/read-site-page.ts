import { trimSlashes } from '../../../shared/text/trim-end.js';
import { isHtmlFile } from '../files.js';
import type { FrontMatter } from '../front-matter/dialect.js';
import { readFrontMatter } from '../front-matter/front-matter.js';
import { describePage } from './describe-page.js';
import { type Cascade, readCascades } from './generators/cascade.js';
import { getLanguageFolder } from './languages.js';
import { type FileContext, getText, joinPath, type SitePage, type StaticSite, toPagePath } from './site.js';

/** Loops over the posts or pages of a site. */
const LISTS = /\{%-?\s*for\b|\bpaginator\.|\bsite\.(?:posts|pages|tags|categories)\b/;

/** Reads a file as the generator of its site sees it. */
export function readSitePage({ data, body, bodyLine }: FrontMatter, context: FileContext): SitePage | null {
  const page = describePage(context, data);
  if (page === null || page.leftOut !== undefined) return page;
  const isJekyllPage = context.site?.generator === 'jekyll' && !/(^|\/)_/.test(context.file.path);
  if (isJekyllPage && bodyLine === 1)
    return { ...page, leftOut: 'without front matter it is no page of the site' };
  if (isJekyllPage && isHtmlFile(context.file.path)) {
    if (/(^|\/)404\.html?$/.test(context.file.path))
      return { ...page, leftOut: 'it is the page of addresses that lead nowhere' };
    if (LISTS.test(body)) return { ...page, leftOut: 'it is a template that lists other pages' };
  }
  if (page.address !== null && listFrontPages(context.site).includes(trimSlashes(page.address)))
    return { ...page, leftOut: "it is the site's front page, which is no article" };
  return page;
}

/** Lists the addresses of the front page, one for each language, without slashes at their ends. */
function listFrontPages(site: StaticSite | null): string[] {
  if (site === null) return [''];
  const folders = Object.keys(site.languages?.tags ?? {}).map((key) => getLanguageFolder(site, key));
  return ['', ...folders].map((folder) => trimSlashes(joinPath(site.basePath, folder)));
}

/**
 * Facts about a file that an import needs before it reads the articles: its address, and the section or term
 * that it describes.
 */
export interface SiteEntry {
  /** Address as the generator writes it, or null if it is unknown or there is none. */
  address: string | null;
  /** The same address as a path here. */
  path: string | null;
  title: string | null;
  description: string | null;
  isLeftOut: boolean;
  isDraft: boolean;
  /** Front matter that a section passes down to its pages. */
  cascades: Cascade[];
  /** BCP 47 tag of its language, on a site with more than one. */
  language: string | null;
  /** Name that its versions in all languages share. */
  translationKey: string | null;
}

/** Reads the address of a file, and its title and description, which sections are made of. */
export function readSiteEntry(text: string, context: FileContext): SiteEntry | null {
  const frontMatter = readFrontMatter(text);
  if (frontMatter.data.verbatim === true) return null;
  const page = readSitePage(frontMatter, context);
  if (page === null) return null;
  const address = page.leftOut === undefined ? page.address : null;
  return {
    address,
    path: address === null ? null : toPagePath(address),
    title: getText(page.data.title),
    description: getText(page.data.description),
    isLeftOut: page.leftOut !== undefined,
    isDraft: page.data.draft === true,
    language: page.language ?? null,
    translationKey: (page.language && getText(page.data.translationKey)) ?? page.translationKey ?? null,
    cascades: context.site === null ? [] : readCascades(context.site, page.data),
  };
}
