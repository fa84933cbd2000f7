import { posix } from 'node:path';
import { getOwn } from '../../../../shared/get-own.js';
import { fromWall, toWall } from '../../../run/time-zone.js';
import { isDay, parseDate } from '../../fields/dates.js';
import { getDateParts } from '../date-parts.js';
import { createStaticSiteLanguages, describeLanguage, getLanguageFolder } from '../languages.js';
import {
  type Data,
  getText,
  isData,
  joinPath,
  removeExtension,
  type SiteFile,
  type SitePage,
  type StaticSite,
  type StaticSiteLanguages,
} from '../site.js';
import { parseWallTime } from '../wall-time.js';

/** Jekyll's built-in permalink styles, as patterns. */
const STYLES: Record<string, string> = {
  date: '/:categories/:year/:month/:day/:title:output_ext',
  pretty: '/:categories/:year/:month/:day/:title/',
  ordinal: '/:categories/:year/:y_day/:title:output_ext',
  weekdate: '/:categories/:year/W:week/:short_day/:title:output_ext',
  none: '/:categories/:title:output_ext',
};

const DATED_NAME = /^(\d{2,4}-\d{1,2}-\d{1,2})-(.*)$/;
const EXCLUDED = ['node_modules', 'vendor/bundle', 'vendor/cache', 'vendor/gems', 'vendor/ruby'];

/** Describes a file as Jekyll sees it: a post, a draft, a document of a collection or a page. */
export function describeJekyllFile(site: StaticSite, { path: file }: SiteFile, frontMatter: Data): SitePage {
  const place = findPlace(site, file);
  const defaults = collectDefaults(site.config, file, place.type);
  const data: Data = { ...defaults, ...frontMatter };
  const page = { data, slug: place.slug, date: place.date && fromWall(place.date, site.timeZone) };
  const isPost = place.type === 'posts' || place.type === 'drafts';
  const warnings: string[] = [];
  if (isPost) {
    data.categories = [...place.categories, ...listCategories(data)].filter(
      (name, i, all) => all.indexOf(name) === i,
    );
    delete data.category;
  }
  if (typeof data.tags === 'string' && !data.tags.includes(',')) data.tags = data.tags.split(/\s+/);
  const written = readDate(data.date, site.timeZone);
  const wall = written?.wall ?? place.date;
  if (written === null && place.date !== null && getText(data.date) !== null) {
    warnings.push(`date: ${JSON.stringify(data.date)} is not a date; that of the file name is used`);
    delete data.date;
  }
  const isDayAlone = isDay(String(data.date)) && !site.hasTimeZone;
  if (written && !(data.date instanceof Date) && !isDayAlone) data.date = written.date.toISOString();
  const slug = getText(data.slug) ?? place.slug;
  const address = fillAddress(site, place, { data, wall, slug });
  if (address === null)
    warnings.push(
      'the permalink has a placeholder that is unknown or has no value here; give the pattern of the paths with --permalinks',
    );
  return {
    ...page,
    slug,
    ...describeTranslation(site, file, data, address),
    isPage: !isPost && wall === null,
    isDraft: place.type === 'drafts',
    warnings,
    ...(place.leftOut !== undefined && { leftOut: place.leftOut }),
  };
}

/** Reads the languages of the plugin Polyglot. */
export function readJekyllLanguages(config: Data): StaticSiteLanguages | undefined {
  const keys = listTexts(config.languages);
  return createStaticSiteLanguages(
    keys.map((key) => ({ key })),
    getText(config.default_lang) ?? keys[0] ?? null,
  );
}

/**
 * Returns the address in the language of a file. With Polyglot, the versions of a page have one permalink, or one
 * `page_id`, and all but those of the default language are in a folder. Without it, they share a `ref`.
 */
function describeTranslation(
  site: StaticSite,
  file: string,
  data: Data,
  address: string | null,
): Pick<SitePage, 'address' | 'language' | 'translationKey'> {
  const { languages, basePath } = site;
  const ref = getText(data.ref);
  if (languages === undefined)
    return {
      address: address === null ? null : joinPath(basePath, address),
      ...(getText(data.lang) !== null && ref !== null && { translationKey: ref }),
    };
  const named = getText(data.lang)?.toLowerCase();
  const ofPath = site.config.lang_from_path === true ? file.toLowerCase().split(/[/.]/) : [];
  const key = [named, ...ofPath].find((each) => each && languages.tags[each] !== undefined) ?? languages.main;
  const folder = getLanguageFolder(site, key);
  const isInFolder = address !== null && (address === `/${folder}` || address.startsWith(`/${folder}/`));
  const bare = address !== null && isInFolder && folder !== '' ? address.slice(folder.length + 1) : address;
  return {
    address: bare === null ? null : joinPath(basePath, folder, bare),
    ...describeLanguage(site, key, getText(data.page_id) ?? ref ?? bare ?? file),
  };
}

/** Returns true if Jekyll may read files of a folder. Folders of `_layouts` and other parts are not content. */
export function isJekyllFolder(site: StaticSite, folder: string): boolean {
  const name = posix.basename(folder);
  if (isExcluded(site.config, folder)) return false;
  if (!/^[_.#~]/.test(name)) return true;
  return (
    name === '_posts' ||
    name === '_drafts' ||
    isCollection(site.config, name.slice(1)) ||
    isIncluded(site.config, folder)
  );
}

interface Place {
  /** `posts`, `drafts`, `pages` or the name of a collection. */
  type: string;
  /** File without its extension, relative to the folder of its collection or the site's root. */
  stem: string;
  slug: string;
  date: Date | null;
  categories: string[];
  leftOut?: string;
}

function findPlace({ config }: StaticSite, file: string): Place {
  const collectionsFolder = getText(config.collections_dir)?.replace(/^\/|\/$/g, '') ?? '';
  const inside =
    collectionsFolder !== '' && file.startsWith(`${collectionsFolder}/`)
      ? file.slice(collectionsFolder.length + 1)
      : file;
  const folders = inside.split('/');
  const depth = folders.findIndex((name, i) => /^_(posts|drafts)$/.test(name) && i < folders.length - 1);
  const type = folders[depth]?.slice(1);
  if (type !== undefined) {
    const rest = folders.slice(depth + 1).join('/');
    const { date, slug } = parseName(rest);
    const categories = folders.slice(0, depth).filter(Boolean);
    return { type, stem: removeExtension(rest), slug, date, categories };
  }
  const [, collection, name = ''] = /^_([^/]+)\/(.*)$/.exec(inside) ?? [];
  if (collection !== undefined && isCollection(config, collection)) {
    const place = { type: collection, stem: removeExtension(name), ...parseName(name), categories: [] };
    const isWritten = getCollection(config, collection).output === true;
    return isWritten
      ? place
      : { ...place, leftOut: `the collection ${collection} writes no pages (output: false)` };
  }
  const place = {
    type: 'pages',
    stem: removeExtension(file),
    slug: parseName(file).slug,
    date: null,
    categories: [],
  };
  const isHidden = isExcluded(config, file) || (/(^|\/)[_.#~]/.test(file) && !isIncluded(config, file));
  return isHidden ? { ...place, leftOut: 'Jekyll does not read this file' } : place;
}

/** Reads date and slug from the name of a file, or its date from the folders `2016/03/04`. */
function parseName(file: string): { date: Date | null; slug: string } {
  const name = removeExtension(posix.basename(file));
  const [, day, rest = ''] = DATED_NAME.exec(name) ?? [];
  const date = day === undefined ? null : parseDate(day);
  if (date !== null) return { date, slug: rest };
  const [, folder] = /(?:^|\/)(\d{4}\/\d{1,2}\/\d{1,2})\/[^/]+$/.exec(file) ?? [];
  return { date: folder === undefined ? null : parseDate(folder), slug: name };
}

function fillAddress(
  site: StaticSite,
  place: Place,
  { data, wall, slug }: { data: Data; wall: Date | null; slug: string },
): string | null {
  const name = posix.basename(place.stem);
  const folder = place.stem.split('/').slice(0, -1).join('/');
  const categories = listCategories(data);
  const values: Record<string, string> = {
    ...(wall && getDateParts(wall)),
    title: slugifyPretty(slug),
    slug: slugifyDefault(slug),
    name: slugifyDefault(name),
    basename: name,
    collection: place.type === 'drafts' ? 'posts' : place.type,
    path: place.type === 'pages' ? folder : place.stem,
    categories: categories.map((category) => category.toLowerCase()).join('/'),
    slugified_categories: categories.map(slugifyDefault).join('/'),
    output_ext: '.html',
  };
  const template = getTemplate(site, place, data, name);
  let isComplete = true;
  const filled = template.replace(/:([a-z_]+)/g, (placeholder, word: string) => {
    const value = getOwn(values, word);
    if (value !== undefined) return value;
    // `:title_old` is the placeholder `:title` and a text.
    const [known, text] =
      Object.entries(values)
        .sort(([a], [b]) => b.length - a.length)
        .find(([each]) => word.startsWith(each)) ?? [];
    if (known !== undefined) return text + word.slice(known.length);
    isComplete = false;
    return placeholder;
  });
  return isComplete ? joinPath(filled) : null;
}

function getTemplate({ config }: StaticSite, place: Place, data: Data, name: string): string {
  const own = getText(data.permalink);
  if (own !== null) return STYLES[own] ?? own;
  const style = getText(config.permalink) ?? 'date';
  if (place.type === 'pages') {
    if (name === 'index') return '/:path/';
    return addSuffix('/:path/:basename', style);
  }
  const collection = place.type === 'drafts' ? 'posts' : place.type;
  const pattern = getText(getCollection(config, collection).permalink);
  if (pattern !== null) return STYLES[pattern] ?? pattern;
  return collection === 'posts' ? (STYLES[style] ?? style) : addSuffix('/:collection/:path', style);
}

/** Gives pages and collections the end that the permalinks of posts have, as Jekyll does. */
function addSuffix(template: string, style: string): string {
  if (style === 'pretty' || (!Object.hasOwn(STYLES, style) && style.endsWith('/'))) return `${template}/`;
  if (Object.hasOwn(STYLES, style) || style.endsWith(':output_ext')) return `${template}:output_ext`;
  return template;
}

/** Reads a date as Jekyll does: with seconds and no zone it is UTC, without a time midnight in the site's zone. */
function readDate(value: unknown, timeZone: string): { date: Date; wall: Date } | null {
  if (value === undefined || value === null) return null;
  const text = value instanceof Date ? value.toISOString() : String(value);
  const isUtc = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?$/.test(text.trim());
  const parsed = parseWallTime(text, isUtc ? 'UTC' : timeZone);
  return parsed && { date: parsed.date, wall: toWall(parsed.date, timeZone) };
}

function listCategories(data: Data): string[] {
  const all = data.categories;
  const list = Array.isArray(all) ? all.flat(9) : typeof all === 'string' ? all.split(/\s+/) : [];
  const one = Array.isArray(data.category) ? data.category : [data.category];
  return [...one, ...list].flatMap((each) => getText(each)?.trim() || []);
}

/** Collects the front matter defaults of a file. Those of a longer path, then those of a type, win. */
function collectDefaults(config: Data, file: string, type: string): Data {
  const entries = Array.isArray(config.defaults) ? config.defaults.filter(isData) : [];
  const matching = entries.flatMap((entry) => {
    const scope = isData(entry.scope) ? entry.scope : {};
    const path = (getText(scope.path) ?? '').replace(/^\/|\/$/g, '');
    const isOfType =
      scope.type === undefined || scope.type === type || (type === 'drafts' && scope.type === 'posts');
    if (!isOfType || !isInScope(path, file) || !isData(entry.values)) return [];
    return [{ path, isTyped: scope.type !== undefined, values: entry.values }];
  });
  matching.sort((a, b) => a.path.length - b.path.length || Number(a.isTyped) - Number(b.isTyped));
  return Object.assign({}, ...matching.map(({ values }) => values)) as Data;
}

function isInScope(path: string, file: string): boolean {
  if (path === '') return true;
  if (path.includes('*')) return matchesGlob(path, file);
  return file === path || file.startsWith(`${path}/`) || removeExtension(file) === path;
}

/** Returns true if a glob matches a file or a folder above it; `*` stands for anything within one folder. */
function matchesGlob(glob: string, file: string): boolean {
  const names = file.split('/');
  const patterns = glob.split('/');
  return (
    patterns.length <= names.length && patterns.every((pattern, i) => matchesName(pattern, names[i] ?? ''))
  );
}

function matchesName(pattern: string, name: string): boolean {
  const [start = '', ...others] = pattern.split(/\*+/);
  const end = others.pop();
  if (end === undefined) return name === pattern;
  if (!name.startsWith(start) || !name.endsWith(end) || name.length < start.length + end.length) return false;
  let rest = name.slice(start.length, name.length - end.length);
  for (const part of others) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}

function getCollection(config: Data, name: string): Data {
  const collections = config.collections;
  return isData(collections) && isData(collections[name]) ? collections[name] : {};
}

function isCollection({ collections }: Data, name: string): boolean {
  return Array.isArray(collections) ? collections.includes(name) : isData(collections) && name in collections;
}

function isExcluded(config: Data, file: string): boolean {
  return matchesAny([...EXCLUDED, ...listTexts(config.exclude)], file) && !isIncluded(config, file);
}

function isIncluded(config: Data, file: string): boolean {
  return matchesAny(listTexts(config.include), file);
}

function matchesAny(entries: string[], file: string): boolean {
  return entries.some((entry) => {
    const path = entry.replace(/^\/|\/$/g, '');
    return (
      path !== '' &&
      (path.includes('*') ? matchesGlob(path, file) : file === path || file.startsWith(`${path}/`))
    );
  });
}

function listTexts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((each) => getText(each) ?? []);
}

/** Makes a slug as Jekyll's mode `pretty` does, which keeps the case and some punctuation. */
function slugifyPretty(text: string): string {
  return trimHyphens(text.replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, '-'));
}

/** Makes a slug as Jekyll's default mode does. */
export function slugifyDefault(text: string): string {
  return trimHyphens(text.replace(/[^\p{M}\p{L}\p{Nd}]+/gu, '-')).toLowerCase();
}

function trimHyphens(text: string): string {
  return text.replace(/^-|-$/g, '');
}
