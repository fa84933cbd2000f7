import { slugify } from '../../../shared/text/slug.js';
import { parseFileName } from '../fields/file-name.js';
import { getDateParts } from './date-parts.js';
import { describeAstroFile } from './generators/astro.js';
import { describeEleventyFile } from './generators/eleventy.js';
import { describeHugoFile } from './generators/hugo.js';
import { describeJekyllFile } from './generators/jekyll.js';
import { describeZolaFile } from './generators/zola.js';
import {
  type Data,
  type FileContext,
  type Generator,
  getText,
  joinPath,
  removeExtension,
  type SiteFile,
  type SitePage,
  type StaticSite,
} from './site.js';
import { parseWallTime } from './wall-time.js';

const DESCRIBERS: Record<Generator, (site: StaticSite, file: SiteFile, frontMatter: Data) => SitePage> = {
  jekyll: describeJekyllFile,
  hugo: describeHugoFile,
  zola: describeZolaFile,
  eleventy: describeEleventyFile,
  astro: describeAstroFile,
};

/** Describes a file as the generator of its site sees it, or null without a site. */
export function describePage({ site, file, permalinks }: FileContext, frontMatter: Data): SitePage | null {
  if (site === null && permalinks === undefined) return null;
  const page =
    site === null
      ? describePlainFile(file, frontMatter)
      : DESCRIBERS[site.generator](site, file, frontMatter);
  if (site?.hasTimeZone) page.hasZonedDate = true;
  const root = site?.basePath ?? '';
  const folder = page.address === null ? '' : getFolder(page.address);
  page.aliasFolders = { absolute: root, relative: site?.generator === 'hugo' ? folder : root };
  if (permalinks === undefined) return page;
  const address = fillPermalinks(permalinks, site, file, page);
  const warnings =
    address === null ? [`${permalinks} has a placeholder that is unknown or has no value here`] : [];
  return { ...page, address, warnings };
}

/** Describes a file of a folder that belongs to no site. */
function describePlainFile({ path: file }: SiteFile, data: Data): SitePage {
  const { slug, date, draft } = parseFileName(`/${file}`);
  return { address: null, slug, data, date, isPage: false, isDraft: draft, warnings: [] };
}

/** Fills the pattern of the option `--permalinks`. Returns null if a placeholder is unknown or has no value. */
function fillPermalinks(
  pattern: string,
  site: StaticSite | null,
  { path: file }: SiteFile,
  page: SitePage,
): string | null {
  const written = ['date', 'pubDate', 'publishDate', 'published']
    .map((key) => parseWallTime(page.data[key], site?.timeZone ?? 'UTC'))
    .find((time) => time !== null);
  const date = written?.wall ?? page.date;
  const folders = file.split('/').slice(0, -1);
  const content = site?.generator === 'astro' ? 'src/content' : (site?.contentFolder ?? '');
  const inside = content !== '' && file.startsWith(`${content}/`) ? file.slice(content.length + 1) : file;
  const [first = ''] = inside.includes('/') ? inside.split('/') : folders.slice(-1);
  const slug = slugify(getText(page.data.slug) ?? page.slug);
  const values: Record<string, string> = {
    ...(date && getDateParts(date)),
    title: slug,
    slug,
    filename: slug,
    name: slug,
    ...{
      section: first.replace(/^_/, ''),
      collection: first.replace(/^_/, ''),
      path: removeExtension(inside),
    },
  };
  let isComplete = true;
  const filled = pattern.replace(
    /:([a-z_]+)|\{([a-z_]+)\}/g,
    (placeholder, word: string | undefined, braced) => {
      const value = values[word ?? braced];
      if (value === undefined) isComplete = false;
      return value ?? placeholder;
    },
  );
  return isComplete ? joinPath(filled) : null;
}

/** Returns the folder of an address with a slash at its end: `/blog/` of `/blog/post/` and of `/blog/post.html`. */
function getFolder(address: string): string {
  const trimmed = address.endsWith('/') ? address.slice(0, -1) : address;
  return trimmed.slice(0, trimmed.lastIndexOf('/') + 1);
}
