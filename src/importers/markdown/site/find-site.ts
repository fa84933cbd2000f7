import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseTomlText } from 'smol-toml';
import { parse as parseYamlText } from 'yaml';
import { isTimeZone } from '../../run/time-zone.js';
import { UnreadableSourceError } from '../../run/unreadable-source.js';
import { readAstroLanguages } from './generators/astro-languages.js';
import { readHugoLanguages } from './generators/hugo-languages.js';
import { readMounts } from './generators/hugo-mounts.js';
import { readJekyllLanguages } from './generators/jekyll.js';
import { createStaticSiteLanguages } from './languages.js';
import { type Data, type Generator, getIgnoringCase, getText, isData, type StaticSite } from './site.js';

/** Number of parent folders that are searched for a configuration. */
const MAX_LEVELS = 4;

const CODE_CONFIGS: [Generator, RegExp, string[]][] = [
  [
    'eleventy',
    /^(\.eleventy|eleventy\.config)\./,
    [
      '.eleventy.js',
      'eleventy.config.js',
      'eleventy.config.mjs',
      'eleventy.config.cjs',
      'eleventy.config.ts',
    ],
  ],
  [
    'astro',
    /^astro\.config\./,
    ['astro.config.mjs', 'astro.config.js', 'astro.config.ts', 'astro.config.mts', 'astro.config.cjs'],
  ],
];
const JEKYLL_CONFIGS = ['_config.yml', '_config.yaml', '_config.toml'];
const HUGO_CONFIGS = [
  'hugo.toml',
  'hugo.yaml',
  'hugo.yml',
  'hugo.json',
  'config/_default/hugo.toml',
  'config/_default/hugo.yaml',
  'config/_default/config.toml',
  'config/_default/config.yaml',
];
const SHARED_CONFIGS = ['config.toml', 'config.yaml', 'config.yml', 'config.json'];

/** A site and its root folder. */
export interface FoundSite {
  site: StaticSite;
  /** Absolute path. */
  root: string;
}

/**
 * Finds the static site that a folder belongs to, by the configuration in it or the nearest of its parents.
 * Returns null if there is none. Throws UnreadableSourceError for a configuration that cannot be parsed.
 */
export async function findSite(folder: string): Promise<FoundSite | null> {
  let root = path.resolve(folder);
  for (let level = 0; level <= MAX_LEVELS; level += 1) {
    const site = await readSite(root);
    if (site !== null) return { site, root };
    const parent = path.dirname(root);
    // A repository is the site's outermost folder.
    if (parent === root || (await exists(path.join(root, '.git')))) return null;
    root = parent;
  }
  return null;
}

async function readSite(root: string): Promise<StaticSite | null> {
  for (const name of JEKYLL_CONFIGS) {
    const config = await readConfig(root, name);
    if (config !== null) return createJekyllSite(name, config);
  }
  for (const name of HUGO_CONFIGS) {
    const config = await readConfig(root, name);
    if (config !== null) return createHugoSite(name, { ...config, ...(await readHugoParts(root)) });
  }
  for (const [generator, , names] of CODE_CONFIGS) {
    for (const name of names) {
      const code = await readOptional(path.join(root, name));
      if (code !== null) return createCodeSite(generator, name, code, root);
    }
  }
  return readSharedConfig(root);
}

/** Parts of a Hugo configuration that may be in files of their own. */
const HUGO_PARTS = ['module', 'permalinks', 'languages', 'taxonomies', 'frontmatter'];

async function readHugoParts(root: string): Promise<Data> {
  const parts: Data = {};
  for (const part of HUGO_PARTS)
    for (const ending of ['toml', 'yaml', 'yml', 'json']) {
      const config = await readConfig(root, `config/_default/${part}.${ending}`);
      if (config !== null) parts[part] = config;
    }
  const languages = await readHugoLanguageFiles(root);
  if (Object.keys(languages).length > 0)
    parts.languages = mergeData(isData(parts.languages) ? parts.languages : {}, languages);
  return parts;
}

/** Reads files of one language, such as `languages.fr.yaml` and `permalinks.fr.yaml`, each with settings of the language. */
async function readHugoLanguageFiles(root: string): Promise<Data> {
  const folder = 'config/_default';
  const names = await readdir(path.join(root, folder)).catch(() => []);
  let languages: Data = {};
  for (const name of names.sort()) {
    const [, part = '', language] = /^(\w+)\.([a-z][a-z0-9-]+)\.(?:toml|yaml|yml|json)$/i.exec(name) ?? [];
    if (language === undefined) continue;
    // Menus and parameters are a part of the settings of the language.
    const isNested = ['menu', 'menus', 'params'].includes(part);
    const config = isNested ? {} : ((await readConfig(root, `${folder}/${name}`)) ?? {});
    languages = mergeData(languages, { [language.toLowerCase()]: config });
  }
  return languages;
}

/** Merges settings with others, which come first. */
function mergeData(data: Data, others: Data): Data {
  const merged = { ...data };
  for (const [key, value] of Object.entries(others)) {
    const own = merged[key];
    merged[key] = isData(own) && isData(value) ? mergeData(own, value) : value;
  }
  return merged;
}

/** Reads `config.toml` and its like, a name that Hugo, Zola and programs of other kinds use. */
async function readSharedConfig(root: string): Promise<StaticSite | null> {
  for (const name of SHARED_CONFIGS) {
    if (!(await exists(path.join(root, name)))) continue;
    const config = await readConfig(root, name).catch(() => null);
    if (config === null) continue;
    const contentFolder = getText(getIgnoringCase(config, 'contentDir')) ?? 'content';
    if (!(await exists(path.join(root, contentFolder)))) continue;
    if (getText(config.base_url) !== null) return createZolaSite(name, config);
    const isHugo = ['baseURL', 'languageCode', 'theme', 'permalinks', 'title'].some(
      (key) => getIgnoringCase(config, key) !== undefined,
    );
    if (isHugo) return createHugoSite(name, config);
  }
  return null;
}

function createJekyllSite(configFile: string, config: Data): StaticSite {
  const url = splitUrl(getText(config.url));
  const languages = readJekyllLanguages(config);
  return {
    generator: 'jekyll',
    configFile,
    config,
    host: url.host,
    contentFolder: '',
    basePath: trimSlash(getText(config.baseurl) ?? ''),
    ...readTimeZone(config.timezone),
    ...(languages !== undefined && { languages }),
  };
}

function createHugoSite(configFile: string, config: Data): StaticSite {
  return {
    generator: 'hugo',
    configFile,
    config,
    ...splitUrl(getText(getIgnoringCase(config, 'baseURL'))),
    ...readTimeZone(getIgnoringCase(config, 'timeZone')),
    ...readHugoContent(config),
  };
}

/** Reads where the content is. With mounts it is at `content`, wherever its folders are. */
function readHugoContent(
  config: Data,
): Pick<StaticSite, 'contentFolder' | 'mounts' | 'languages' | 'warnings'> {
  const { languageFolders, ...read } = readMounts(config);
  const own = trimFolder(getText(getIgnoringCase(config, 'contentDir')) ?? 'content');
  const languages = readHugoLanguages(config, languageFolders);
  return {
    contentFolder: read.mounts === undefined ? own : 'content',
    ...read,
    ...(languages !== undefined && { languages }),
  };
}

function createZolaSite(configFile: string, config: Data): StaticSite {
  const main = getText(config.default_language) ?? 'en';
  const others = isData(config.languages) ? Object.keys(config.languages) : [];
  const languages = createStaticSiteLanguages(
    [main, ...others].map((key) => ({ key })),
    main,
  );
  return {
    generator: 'zola',
    configFile,
    config,
    timeZone: 'UTC',
    contentFolder: 'content',
    ...splitUrl(getText(config.base_url)),
    ...(languages !== undefined && { languages }),
  };
}

/** Creates a site that is configured by code. The code is not run; only plain texts in it are read. */
async function createCodeSite(
  generator: Generator,
  configFile: string,
  code: string,
  root: string,
): Promise<StaticSite> {
  const texts = [...code.matchAll(/\b(\w{1,40})\s{0,5}:\s{0,5}(["'`])([^"'`$\n]{1,200})\2/g)];
  const find = (name: string) => texts.find(([, key]) => key === name)?.[3] ?? null;
  if (generator === 'astro') {
    const { host } = splitUrl(find('site'));
    const basePath = trimSlash(find('base') ?? '');
    const contentFolder = (await exists(path.join(root, 'src'))) ? 'src' : '';
    const languages = readAstroLanguages(code);
    const config = /@astrojs\/starlight/.test(code) ? { starlight: true } : {};
    return {
      generator,
      configFile,
      config,
      host,
      basePath,
      timeZone: 'UTC',
      contentFolder,
      ...(languages !== undefined && { languages }),
    };
  }
  const contentFolder = trimFolder(find('input') ?? '');
  const basePath = trimSlash(find('pathPrefix') ?? '');
  return { generator, configFile, config: {}, host: null, basePath, timeZone: 'UTC', contentFolder };
}

async function readConfig(root: string, name: string): Promise<Data | null> {
  const file = path.join(root, name);
  const text = await readOptional(file);
  if (text === null) return null;
  try {
    const config: unknown = name.endsWith('.toml')
      ? parseTomlText(text)
      : parseYamlText(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
    // Dates of TOML are of a class that does not survive the way to a worker thread.
    const plain: unknown = JSON.parse(JSON.stringify(config ?? {}));
    if (isData(plain)) return plain;
    throw new Error('it is not a set of fields (name: value)');
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UnreadableSourceError(`The configuration of the site, ${file}, cannot be read: ${reason}.`);
  }
}

async function readOptional(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes(error.code ?? '')) return null;
    throw error;
  });
}

export async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

function splitUrl(url: string | null): { host: string | null; basePath: string } {
  const full = url?.startsWith('//') ? `https:${url}` : url;
  if (full && URL.canParse(full) && /^https?:/i.test(full)) {
    const { host, pathname } = new URL(full);
    return { host, basePath: trimSlash(pathname) };
  }
  return { host: null, basePath: full?.startsWith('/') ? trimSlash(full) : '' };
}

/** Returns a path with a slash at its begin and none at its end; '' for the root. */
function trimSlash(folder: string): string {
  const trimmed = trimFolder(folder);
  return trimmed === '' ? '' : `/${trimmed}`;
}

function trimFolder(folder: string): string {
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? '' : parts.join('/');
}

function readTimeZone(name: unknown): Pick<StaticSite, 'timeZone' | 'hasTimeZone'> {
  return isTimeZone(name) ? { timeZone: name, hasTimeZone: true } : { timeZone: 'UTC' };
}
