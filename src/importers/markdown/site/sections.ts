import { slugify } from '../../../shared/text/slug.js';
import type { ImportItem } from '../../run/import-run.js';
import type { SiteEntry } from './read-site-page.js';

/** A section that an `_index.md` describes. */
export interface SiteSection {
  slug: string;
  name: string;
  description: string | null;
  parent: string | null;
  /** Names of the section and those above it, the top first. */
  path: string[];
}

/** Lists the sections that the `_index.md` files of a site describe, by file, parents first. */
export function listSections(entries: Map<string, SiteEntry>): Map<string, SiteSection> {
  const files = [...entries].filter(([file, entry]) => /(^|\/)_index\.[^/]+$/.test(file) && !entry.isLeftOut);
  files.sort(([a], [b]) => a.split('/').length - b.split('/').length);
  const sections = new Map<string, SiteSection>();
  const slugs = new Set<string>();
  for (const [file, { title, description }] of files) {
    const folder = file.split('/').slice(0, -1);
    const name = title ?? folder.at(-1)!;
    const parent = findSection(sections, folder.slice(0, -1));
    const slug = [folder.at(-1)!, folder.slice(-2).join('-')]
      .map(slugify)
      .find((each) => each !== '' && !slugs.has(each));
    if (slug === undefined) continue;
    slugs.add(slug);
    const path = [...(parent?.path ?? []), name];
    sections.set(file, { slug, name, description, parent: parent?.slug ?? null, path });
  }
  return sections;
}

/** Gives an article without categories the section of its folder, if the folder describes one. */
export function withSection(item: ImportItem, file: string, sections: Map<string, SiteSection>): ImportItem {
  if (!('article' in item) || item.article.section.length > 0) return item;
  const folders = file.split('/').slice(0, -1);
  const above = /(^|\/)index\.[^/]+$/.test(file) ? folders.slice(0, -1) : folders;
  const section = findSection(sections, above);
  return section === undefined ? item : { ...item, article: { ...item.article, section: section.path } };
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
