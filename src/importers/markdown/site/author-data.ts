import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { Taxonomy } from '../../../modules/taxonomy/write/save-taxonomy.js';
import { slugify } from '../../../shared/text/slug.js';
import { type Data, type Generator, getText, isData, type StaticSite } from './site.js';

type AuthorEntry = Taxonomy['authors'][number];

/** Folders of data files by generator; that of Eleventy is in the folder of the content. */
const DATA_FOLDERS: Partial<Record<Generator, string>> = { jekyll: '_data', hugo: 'data', eleventy: '_data' };
const EXTENSION = /\.(ya?ml|json)$/;
/** Names of values in data files, which themes choose. */
const NAMES = {
  name: ['name', 'display_name', 'displayName'],
  role: ['role', 'position', 'job_title', 'jobTitle'],
  bio: ['bio', 'biography', 'description'],
  image: ['avatar', 'image', 'picture', 'photo'],
  website: ['website', 'url', 'uri', 'home', 'web'],
};
const ACCOUNTS = { twitter: 'https://x.com/', github: 'https://github.com/' };

/**
 * Reads the data files in which sites of Jekyll, Hugo and Eleventy describe authors by the key that articles have:
 * `authors.yml`, or a file for each author in `authors/`. Email addresses are not taken, since they would be public.
 */
export async function readAuthorData(root: string, site: StaticSite | null): Promise<AuthorEntry[]> {
  const folder = site && DATA_FOLDERS[site.generator];
  if (!folder) return [];
  const base = path.join(root, site.generator === 'eleventy' ? site.contentFolder : '', folder);
  const own = path.join(base, 'authors');
  const files = [
    ...(await listDataFiles(base)).filter((file) => file.replace(EXTENSION, '') === 'authors'),
    ...(await listDataFiles(own)).map((file) => path.join('authors', file)),
  ];
  const authors = new Map<string, AuthorEntry>();
  for (const file of files) {
    const data = await readData(path.join(base, file));
    const entries = path.dirname(file) === '.' ? listEntries(data) : [[path.parse(file).name, data] as const];
    for (const [key, entry] of entries) {
      const author = isData(entry) ? toAuthor(key, entry) : null;
      if (author) authors.set(author.slug, author);
    }
  }
  return [...authors.values()];
}

async function listDataFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => EXTENSION.test(name)).sort();
}

/** Returns the value of a file; null if it cannot be read, as then its site has no use of it either. */
async function readData(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Lists the entries of a file by their keys: those of a map, or those that a list names. */
function listEntries(data: unknown): (readonly [string, unknown])[] {
  if (!Array.isArray(data)) return isData(data) ? Object.entries(data) : [];
  return data.filter(isData).map((entry) => {
    const key = ['key', 'slug', 'username', 'id', 'name'].map((name) => getText(entry[name])).find(Boolean);
    return [key ?? '', entry] as const;
  });
}

function toAuthor(key: string, entry: Data): AuthorEntry | null {
  const read = (names: string[]) => names.map((name) => getText(entry[name])?.trim()).find(Boolean);
  const name = read(NAMES.name) ?? key;
  const slug = slugify(key);
  if (slug === '' || name.includes('@')) return null;
  const image = read(NAMES.image);
  const emptyTexts = { caption: null, credit: null, width: null, height: null, focalX: null, focalY: null };
  const isAddress = image !== undefined && /^(https?:)?\//.test(image) && !image.startsWith('//');
  const role = read(NAMES.role);
  const links = [...new Set(listUrls(entry))].map((url) => ({ url, label: null }));
  return {
    slug,
    name,
    bio: read(NAMES.bio) ?? null,
    image: isAddress ? { url: image, alt: name, ...emptyTexts } : null,
    ...(role && { role }),
    ...(links.length > 0 && { links }),
  };
}

/** Lists the website, the accounts and the links of an author. */
function listUrls(entry: Data): string[] {
  const { links } = entry;
  const listed = Array.isArray(links) ? links.map((link) => (isData(link) ? link.url : link)) : [];
  const named = isData(links) ? Object.values(links) : [];
  const accounts = Object.entries(ACCOUNTS).map(([name, base]) => {
    const account = getText(entry[name])?.trim().replace(/^@/, '');
    return account && /^[\w.-]+$/.test(account) ? `${base}${account}` : account;
  });
  return [...NAMES.website.map((name) => entry[name]), ...accounts, ...listed, ...named].filter(
    (url): url is string => typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url),
  );
}
