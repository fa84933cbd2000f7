import { toSitePath } from '../../../shared/paths.js';

export type Generator = 'jekyll' | 'hugo' | 'zola' | 'eleventy' | 'astro';

export type Data = Record<string, unknown>;

/** A static site as its configuration describes it. Plain data, because it is passed to a worker thread. */
export interface StaticSite {
  generator: Generator;
  /** Name of the configuration file. */
  configFile: string;
  config: Data;
  /** Path of the address under which the site is published, such as `/blog`; '' for the root. */
  basePath: string;
  /** Host of the site's address, or null if the configuration has none. */
  host: string | null;
  /** Time zone of dates without one. */
  timeZone: string;
  /** True if the configuration names the time zone. */
  hasTimeZone?: boolean;
  /** Folder of the content, relative to the site's root; '' for the root. */
  contentFolder: string;
  /** Folders that Hugo reads as parts of the content. */
  mounts?: ContentMount[];
  /** Languages of the site, if it has more than one. */
  languages?: StaticSiteLanguages;
  /** Parts of the configuration that are not honoured. */
  warnings?: string[];
}

/** Languages of a site that has more than one. Keys are as folders and files name them, in lower case. */
export interface StaticSiteLanguages {
  /** Key of the default language. */
  main: string;
  /** BCP 47 tags by key. */
  tags: Record<string, string>;
  /** True if addresses of the default language have a folder of their own too. */
  isMainInFolder: boolean;
  /** Folders that hold the content of one language each, relative to the site's root. */
  folders: LanguageFolder[];
}

export interface LanguageFolder {
  folder: string;
  /** Key of the language. */
  key: string;
}

/** A folder or file that Hugo reads as if it were at another place. Both are relative to the site's root. */
export interface ContentMount {
  source: string;
  target: string;
}

/** A Markdown file of a site, before it is read. */
export interface SiteFile {
  /** Path relative to the site's root, with forward slashes. */
  path: string;
  /** Path of the file itself, where a mount of Hugo gives it another one. */
  mountedFrom?: string;
  /** Values of Eleventy's directory data files, or those that the sections above pass down. */
  directoryData: Data;
  /** True if it lies in the folder of another page of Hugo, and so is a resource of that page. */
  isResource?: boolean;
  /** Data file with a permalink that only running it would tell, unless the front matter has one. */
  unreadPermalink?: string;
}

/** Options of an import that say how front matter is read. */
export interface ReadingOptions {
  /** Pattern of the paths, in place of the site's own. */
  permalinks?: string | undefined;
  /** Time zone of days without a time, unless the site has one; UTC by default. */
  timeZone?: string | undefined;
  /** Names of front matter fields, by the name that is used in this site. */
  map?: Record<string, string> | undefined;
}

/** Facts about a file that are not in its text. */
export interface FileContext extends ReadingOptions {
  /** Templates of the site's own shortcodes by name; null for those to remove. */
  shortcodes?: Record<string, string | null>;
  site: StaticSite | null;
  file: SiteFile;
  /** True if links between files stay as they are, since only the facts of the article are needed. */
  keepsLinks?: boolean;
}

/** A file as the site's generator sees it. */
export interface SitePage {
  /** Address without host as the generator writes it, such as `/blog/a-title/`; null if it is unknown. */
  address: string | null;
  /** Slug that the file's name or front matter gives. */
  slug: string;
  /** Front matter with the site's defaults. */
  data: Data;
  /** Date from the name of the file or its folders: midnight in UTC, unless the site has a time zone. */
  date: Date | null;
  /** True if the date is midnight in the site's time zone. */
  hasZonedDate?: boolean;
  /** True for files that the generator does not order by date. */
  isPage: boolean;
  isDraft: boolean;
  /** Values that templates find in `page` in addition to the front matter. */
  templateValues?: Data;
  /** Paths in which absolute and relative former addresses are. */
  aliasFolders?: { absolute: string; relative: string };
  /** BCP 47 tag of the language, on a site with more than one. */
  language?: string;
  /** Name that the versions of the page in all languages share. */
  translationKey?: string;
  /** Why the generator writes no page for the file. */
  leftOut?: string;
  warnings: string[];
}

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export function getText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Returns a value by its name in any case, because Hugo ignores the case of its configuration. */
export function getIgnoringCase(data: Data, name: string): unknown {
  if (data[name] !== undefined) return data[name];
  const key = Object.keys(data).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : data[key];
}

/** Joins parts to a path with a leading slash and no repeated slashes. Keeps the slash at the end. */
export function joinPath(...parts: string[]): string {
  return `/${parts.join('/')}`.replace(/\/{2,}/g, '/');
}

/** Returns the path here of an address as a generator writes it, with spaces; null if there is none. */
export function toPagePath(address: string): string | null {
  return toSitePath(address.replaceAll(' ', '%20'));
}

/** Removes the extension of a file name. */
export function removeExtension(name: string): string {
  return name.replace(/\.[^./]+$/, '');
}
