import type { Taxonomy } from '../../../modules/taxonomy/write/save-taxonomy.js';
import { slugify } from '../../../shared/text/slug.js';
import { readDataEntries, readDataText } from './data-files.js';
import { type Data, getText, isData, type StaticSite } from './site.js';

type AuthorEntry = Taxonomy['authors'][number];

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
  const authors = new Map<string, AuthorEntry>();
  for (const [key, entry] of await readDataEntries(root, site, 'authors')) {
    const author = toAuthor(key, entry);
    if (author) authors.set(author.slug, author);
  }
  return [...authors.values()];
}

function toAuthor(key: string, entry: Data): AuthorEntry | null {
  const read = (names: string[]) => readDataText(entry, names);
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
