import { slug as githubSlug } from 'github-slugger';
import { parseDate } from '../../fields/dates.js';
import { describeLanguage, getLanguageFolder, splitLanguagePart } from '../languages.js';
import {
  type Data,
  getText,
  joinPath,
  removeExtension,
  type SiteFile,
  type SitePage,
  type StaticSite,
} from '../site.js';

const DATE_KEYS = ['date', 'pubDate', 'publishDate', 'publishedDate', 'publishedAt', 'published'];

/** Describes a file as Astro sees it: an entry of a content collection, or a page of `src/pages`. */
export function describeAstroFile(site: StaticSite, { path: file }: SiteFile, frontMatter: Data): SitePage {
  const parts = removeExtension(file).split('/');
  const folder = parts[0] === 'src' ? parts.slice(1) : parts;
  const isInFolder = folder[0] === 'content' || folder[0] === 'pages';
  const inside = isInFolder ? folder.slice(1) : folder;
  const [collection = '', ...rest] = inside;
  const isRouted = folder[0] === 'pages';
  const given = splitLanguagePart(site, isRouted ? inside : rest);
  const key = given.key ?? site.languages?.main ?? '';
  const names = given.rest.filter((part, i, all) => part !== 'index' || i < all.length - 1);
  const own = getText(frontMatter.slug);
  // Starlight has its collection at the root of the site.
  const base = isRouted || (site.config.starlight === true && collection === 'docs') ? '' : collection;
  const bare = isRouted ? names.join('/') : (own ?? names.map((name) => githubSlug(name)).join('/'));
  const path = [getLanguageFolder(site, key), base, bare].join('/');
  const name = (parts.at(-1) === 'index' ? parts.at(-2) : parts.at(-1)) ?? '';
  const [, day, datelessName] = /^(\d{4}-\d{2}-\d{2})-(.+)$/.exec(name) ?? [];
  const date = day === undefined ? null : parseDate(day);
  return {
    address: joinPath(site.basePath, path, '/'),
    slug: own?.split('/').at(-1) ?? datelessName ?? name,
    data: frontMatter,
    date,
    isPage: date === null && !DATE_KEYS.some((key) => frontMatter[key] !== undefined),
    isDraft: false,
    warnings: [],
    ...describeLanguage(site, key, [...(isRouted ? [] : [collection]), ...names].join('/')),
    ...(isInFolder &&
      folder[0] === 'content' &&
      name.startsWith('_') && { leftOut: 'Astro does not read this file' }),
  };
}
