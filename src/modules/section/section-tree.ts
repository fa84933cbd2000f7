import { cacheTags } from '../../cache/cache-tags.js';
import type { SectionRow } from './section.type.js';

/** All sections of a site, held in memory: they are few, and are read together. */
export class SectionTree {
  private readonly sections: Map<number, SectionRow>;

  /** `rows` must be in the order of siblings; `pathPrefix` is that of the language. */
  constructor(
    private readonly rows: SectionRow[],
    private readonly pathPrefix = '',
  ) {
    this.sections = new Map(rows.map((section) => [section.id, section]));
  }

  getRoots(): SectionRow[] {
    return this.rows.filter((section) => section.parentId === null);
  }

  /** Lists every section with its path, parents before their children. */
  listAll(): { section: SectionRow; path: string }[] {
    const collectBelow = (sections: SectionRow[]): SectionRow[] =>
      sections.flatMap((section) => [section, ...collectBelow(this.getChildren(section))]);
    return collectBelow(this.getRoots()).map((section) => ({ section, path: this.getPath(section) }));
  }

  findById(id: number): SectionRow | null {
    return this.sections.get(id) ?? null;
  }

  findBySlug(slug: string): SectionRow | null {
    return this.rows.find((section) => section.slug === slug) ?? null;
  }

  findByPath(path: string): SectionRow | null {
    const section = this.findBySlug(path.slice(path.lastIndexOf('/') + 1));
    return section && this.getPath(section) === path ? section : null;
  }

  getParent({ parentId }: SectionRow): SectionRow | null {
    return parentId === null ? null : this.findById(parentId);
  }

  getChildren({ id }: SectionRow): SectionRow[] {
    return this.rows.filter((section) => section.parentId === id);
  }

  /** Returns the position among the siblings, counted from 0. */
  getPosition({ id, parentId }: SectionRow): number {
    return this.rows.filter((section) => section.parentId === parentId).findIndex((each) => each.id === id);
  }

  /** Site-relative, e.g. /science/climate. */
  getPath(section: SectionRow): string {
    const parent = this.getParent(section);
    return `${parent ? this.getPath(parent) : this.pathPrefix}/${section.slug}`;
  }

  /** Returns the IDs of the section and of all its descendants. */
  getIdWithDescendants(section: SectionRow | null): number[] {
    if (!section) return [];
    return [section.id, ...this.getChildren(section).flatMap((child) => this.getIdWithDescendants(child))];
  }
}

/**
 * A section tree for one response, which tracks cache tags for the sections that the response uses. Renaming
 * another section does not invalidate the response.
 */
export class TrackedSectionTree {
  constructor(
    private readonly tree: SectionTree,
    private readonly trackTags: (keys: string[]) => void,
  ) {}

  /** Lists every section with its path, parents before their children. */
  listAll(): { section: SectionRow; path: string }[] {
    const all = this.tree.listAll();
    this.trackMany(all.map(({ section }) => section));
    return all;
  }

  getRoots(): SectionRow[] {
    return this.trackMany(this.tree.getRoots());
  }

  getChildren(section: SectionRow): SectionRow[] {
    return this.trackMany(this.tree.getChildren(section));
  }

  findById(id: number): SectionRow | null {
    this.trackTags([cacheTags.section(id)]);
    return this.tree.findById(id);
  }

  findBySlug(slug: string): SectionRow | null {
    return this.trackOne(this.tree.findBySlug(slug));
  }

  findByPath(path: string): SectionRow | null {
    return this.trackOne(this.tree.findByPath(path));
  }

  getParent(section: SectionRow): SectionRow | null {
    return this.trackOne(this.tree.getParent(section));
  }

  /** Returns the section and those above it, from the top down. */
  getLineage(id: number): SectionRow[] {
    const lineage: SectionRow[] = [];
    for (let section = this.tree.findById(id); section; section = this.tree.getParent(section))
      lineage.unshift(section);
    return this.trackMany(lineage);
  }

  /** Returns the position among the siblings, counted from 0. */
  getPosition(section: SectionRow): number {
    this.trackTags([cacheTags.sections]);
    return this.tree.getPosition(section);
  }

  /** Site-relative, e.g. /science/climate. */
  getPath(section: SectionRow): string {
    this.trackTags([cacheTags.section(section.id)]);
    return this.tree.getPath(section);
  }

  /** Returns the IDs of the section and of all its descendants. */
  getIdWithDescendants(section: SectionRow | null): number[] {
    this.trackTags([cacheTags.sections]);
    return this.tree.getIdWithDescendants(section);
  }

  private trackOne(section: SectionRow | null): SectionRow | null {
    this.trackMany(section ? [section] : []);
    return section;
  }

  /** Also tracks the whole tree's tag, since the tree determines which sections these are. */
  private trackMany(sections: SectionRow[]): SectionRow[] {
    this.trackTags([cacheTags.sections, ...sections.map(({ id }) => cacheTags.section(id))]);
    return sections;
  }
}
