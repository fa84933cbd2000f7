import { ARTICLE_LIMITS } from '../../../modules/editing/article-limits.js';
import { slugify } from '../../../shared/text/slug.js';
import type { ArchivePaths } from '../../links/archive-paths.js';
import type { ImportItem } from '../../run/import-run.js';
import type { TermTexts } from '../../run/term-texts.js';
import { sanitizePart } from './generators/hugo.js';
import { getAddressFolder, splitContentPath } from './generators/hugo-languages.js';
import type { SiteEntry } from './read-site-page.js';
import { joinPath, type StaticSite } from './site.js';
import { getTermPath, parseTermFile } from './term-pages.js';

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
  /** Texts in other languages, which files of their own describe. */
  translations: TermTexts[];
  /** True if the site has no page of it without a published article. */
  isHidden: boolean;
}

/** Fields of an entry from which a section is made. */
type SectionEntry = Pick<
  SiteEntry,
  'title' | 'description' | 'address' | 'language' | 'translationKey' | 'isDraft'
>;

/** Lists the sections of a site by the `_index.md` that describes them or could do so, parents first. */
export function listSections(
  entries: Map<string, SiteEntry>,
  site: StaticSite | null,
): Map<string, SiteSection> {
  const described = [...entries].filter(
    ([file, entry]) =>
      /(^|\/)_index\.[^/]+$/.test(file) && !entry.isLeftOut && parseTermFile(site, file) === null,
  );
  const files: [string, SectionEntry][] = [...described, ...listPlainSections(entries, site)];
  const main = site?.languages?.tags[site.languages.main] ?? null;
  const isOther = ({ language }: SectionEntry) => language !== null && language !== main;
  files.sort(
    ([a, one], [b, other]) =>
      a.split('/').length - b.split('/').length || Number(isOther(one)) - Number(isOther(other)),
  );
  const sections = new Map<string, SiteSection>();
  const slugs = new Set<string>();
  const byKey = new Map<string, SiteSection>();
  for (const [file, entry] of files) {
    const { title, description, address, language, translationKey, isDraft } = entry;
    const same = translationKey === null ? undefined : byKey.get(translationKey);
    const addTranslation = (section: SiteSection) => {
      const slug = slugify(address?.split('/').filter(Boolean).at(-1) ?? '') || section.slug;
      if (language !== null)
        section.translations.push({ language, name: title ?? section.name, slug, description });
    };
    if (same !== undefined && language !== null) {
      sections.set(file, same);
      addTranslation(same);
      continue;
    }
    const folder = file.split('/').slice(0, -1);
    const folderName = folder.at(-1) ?? '';
    // Without a file in the main language, the section has the name of the folder in it, as in Hugo.
    const isTranslation = translationKey !== null && isOther(entry);
    const name = isTranslation ? toTitle(folderName) : (title ?? folderName);
    const parent = findSection(sections, folder.slice(0, -1));
    const slug = [folderName, folder.slice(-2).join('-')]
      .map(slugify)
      .find((each) => each !== '' && !slugs.has(each));
    if (slug === undefined) continue;
    slugs.add(slug);
    const path = [...(parent?.path ?? []), slug];
    const own = isTranslation ? { description: null, address: null } : { description, address };
    const section: SiteSection = {
      ...{ slug, name, parent: parent?.slug ?? null, path, translations: [], isHidden: isDraft },
      ...own,
    };
    if (!isDraft && parent) parent.isHidden = false;
    if (isTranslation) addTranslation(section);
    sections.set(file, section);
    if (translationKey !== null) byKey.set(translationKey, section);
  }
  return sections;
}

/** Lists the folders at the top of a Hugo site that have no `_index.md`, of which Hugo makes sections too. */
function listPlainSections(
  entries: Map<string, SiteEntry>,
  site: StaticSite | null,
): [string, SectionEntry][] {
  if (site?.generator !== 'hugo') return [];
  const files = [...entries.keys()].flatMap((file) => {
    const { inside, key } = splitContentPath(site, file);
    return inside === file ? [] : [{ content: file.slice(0, file.length - inside.length), inside, key }];
  });
  const folders = files.flatMap(({ content, inside, key }) => {
    const [name = '', ...rest] = inside.split('/');
    return rest.length > 0 ? [{ content, name, key }] : [];
  });
  const distinct = new Map(folders.map((folder) => [folder.content + folder.name, folder]));
  return [...distinct.values()].flatMap(({ content, name, key }) => {
    const isBundle = files.some(
      (file) =>
        file.content === content &&
        /^_?index\.[^/]+$/.test(file.inside.slice(`${name}/`.length)) &&
        file.inside.startsWith(`${name}/`),
    );
    if (isBundle || parseTermFile(site, `${content}${name}/_index.md`) !== null) return [];
    const title = toTitle(name);
    const folder = key === null ? '' : getAddressFolder(site.config, key);
    const address = joinPath(site.basePath, folder, sanitizePart(name, site.config), '/');
    const language = (key !== null && site.languages?.tags[key]) || null;
    const translationKey = site.languages === undefined ? null : `/${name}/`;
    return [
      [
        `${content}${name}/_index.md`,
        { title, description: null, address, language, translationKey, isDraft: true },
      ] as const,
    ];
  });
}

/** Makes the title of a folder from its name. */
function toTitle(name: string): string {
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
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
