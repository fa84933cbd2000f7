import { ARTICLE_LIMITS } from '../../../modules/editing/article-limits.js';
import { slugify } from '../../../shared/text/slug.js';
import type { ArchivePaths } from '../../links/archive-paths.js';
import type { ImportItem } from '../../run/import-run.js';
import { sanitizePart } from './generators/hugo.js';
import type { SiteEntry } from './read-site-page.js';
import { joinPath, type StaticSite } from './site.js';
import { getTermPath } from './term-pages.js';

/** A section that an `_index.md` describes, or that Hugo makes of a folder without one. */
export interface SiteSection {
  slug: string;
  name: string;
  description: string | null;
  parent: string | null;
  /** Slugs of the section and those above it, the top first. Names may differ from them. */
  path: string[];
  /** Address of its list on the site; null if it is unknown. */
  address: string | null;
}

/** Fields of an entry from which a section is made. */
type SectionEntry = Pick<SiteEntry, 'title' | 'description' | 'address'>;

/** Lists the sections of a site by the `_index.md` that describes them or could do so, parents first. */
export function listSections(
  entries: Map<string, SiteEntry>,
  site: StaticSite | null,
): Map<string, SiteSection> {
  const described = [...entries].filter(
    ([file, entry]) => /(^|\/)_index\.[^/]+$/.test(file) && !entry.isLeftOut,
  );
  const files: [string, SectionEntry][] = [...described, ...listPlainSections(entries, site)];
  files.sort(([a], [b]) => a.split('/').length - b.split('/').length);
  const sections = new Map<string, SiteSection>();
  const slugs = new Set<string>();
  for (const [file, { title, description, address }] of files) {
    const folder = file.split('/').slice(0, -1);
    const folderName = folder.at(-1) ?? '';
    const name = title ?? folderName;
    const parent = findSection(sections, folder.slice(0, -1));
    const slug = [folderName, folder.slice(-2).join('-')]
      .map(slugify)
      .find((each) => each !== '' && !slugs.has(each));
    if (slug === undefined) continue;
    slugs.add(slug);
    const path = [...(parent?.path ?? []), slug];
    sections.set(file, { slug, name, description, parent: parent?.slug ?? null, path, address });
  }
  return sections;
}

/** Lists the folders at the top of a Hugo site that have no `_index.md`, of which Hugo makes sections too. */
function listPlainSections(
  entries: Map<string, SiteEntry>,
  site: StaticSite | null,
): [string, SectionEntry][] {
  if (site?.generator !== 'hugo') return [];
  const content = `${site.contentFolder}/`;
  const files = [...entries.keys()].filter((file) => file.startsWith(content));
  const names = files.flatMap((file) => {
    const [name = '', ...rest] = file.slice(content.length).split('/');
    return rest.length > 0 ? [name] : [];
  });
  return [...new Set(names)].flatMap((name) => {
    const isBundle = files.some(
      (file) =>
        /^_?index\.[^/]+$/.test(file.slice(`${content}${name}/`.length)) &&
        file.startsWith(`${content}${name}/`),
    );
    if (isBundle) return [];
    const words = name.replace(/[-_]+/g, ' ').trim();
    const title = words.charAt(0).toUpperCase() + words.slice(1);
    const address = joinPath(site.basePath, sanitizePart(name, site.config), '/');
    return [[`${content}${name}/_index.md`, { title, description: null, address }] as const];
  });
}

/** Adds the addresses of sections, which redirect to them where their path here is another one. */
export function addSectionPages(
  sections: SiteSection[],
  site: StaticSite | null,
  archives: ArchivePaths,
): void {
  for (const { slug, name, address } of sections) {
    if (address !== null) archives.add('section', slug, address);
    const ofCategory = site && getTermPath(site, 'categories', name);
    if (ofCategory) archives.add('section', slug, ofCategory);
  }
}

/**
 * Puts an article into the section of its folder, if the folder describes one: the generator lists it there. Its
 * categories come first. A category that has the title of such a section is this section, whatever its folder is called.
 */
export function withSection(item: ImportItem, file: string, sections: Map<string, SiteSection>): ImportItem {
  if (!('article' in item)) return item;
  const { article } = item;
  const folders = file.split('/').slice(0, -1);
  const above = /(^|\/)index\.[^/]+$/.test(file) ? folders.slice(0, -1) : folders;
  const ofFolder = findSection(sections, above);
  const categories = article.section.length === 0 ? [] : [article.section, ...article.otherSections];
  const paths = [
    ...categories.map((path) => findTitledSection(sections, path)),
    ...(ofFolder === undefined ? [] : [ofFolder.path]),
  ];
  const distinct = [...new Map(paths.map((path) => [path.map(slugify).join('/'), path])).values()];
  const [section = [], ...otherSections] = distinct.slice(0, ARTICLE_LIMITS.sections);
  return { ...item, article: { ...article, section, otherSections } };
}

/** Returns the path of the section that has the title of a category, or the category's own path. */
function findTitledSection(sections: Map<string, SiteSection>, path: string[]): string[] {
  const [category, ...others] = path;
  if (category === undefined || others.length > 0) return path;
  const name = slugify(category);
  const described = [...sections.values()];
  if (described.some(({ slug }) => slug === name)) return path;
  return described.find((section) => slugify(section.name) === name)?.path ?? path;
}

/** Finds the section of a folder, or of the nearest folder above it that has one. */
function findSection(sections: Map<string, SiteSection>, folder: string[]): SiteSection | undefined {
  for (let depth = folder.length; depth > 0; depth -= 1) {
    const prefix = folder.slice(0, depth).join('/');
    for (const extension of ['md', 'markdown']) {
      const section = sections.get(`${prefix}/_index.${extension}`);
      if (section !== undefined) return section;
    }
  }
  return undefined;
}
