import { cacheTags } from '../../cache/cache-tags.js';
import type { Section } from '../../database/generated/client.js';

/** All sections of a site. They are few, so that they are read at once and walked in memory. */
export class SectionTree {
  private readonly sections: Map<number, Section>;

  /** `rows` in the order in which siblings are to stand. */
  constructor(private readonly rows: Section[]) {
    this.sections = new Map(rows.map((section) => [section.id, section]));
  }

  getRoots(): Section[] {
    return this.rows.filter((section) => section.parentId === null);
  }

  /** Every section with its path, parents before their children. */
  listAll(): { section: Section; path: string }[] {
    const collectBelow = (sections: Section[]): Section[] =>
      sections.flatMap((section) => [section, ...collectBelow(this.getChildren(section))]);
    return collectBelow(this.getRoots()).map((section) => ({ section, path: this.getPath(section) }));
  }

  findById(id: number): Section | null {
    return this.sections.get(id) ?? null;
  }

  findBySlug(slug: string): Section | null {
    return this.rows.find((section) => section.slug === slug) ?? null;
  }

  findByPath(path: string): Section | null {
    const section = this.findBySlug(path.slice(path.lastIndexOf('/') + 1));
    return section && this.getPath(section) === path ? section : null;
  }

  getParent({ parentId }: Section): Section | null {
    return parentId === null ? null : this.findById(parentId);
  }

  getChildren({ id }: Section): Section[] {
    return this.rows.filter((section) => section.parentId === id);
  }

  /** Site-relative, e.g. /science/climate. */
  getPath(section: Section): string {
    const parent = this.getParent(section);
    return `${parent ? this.getPath(parent) : ''}/${section.slug}`;
  }

  /** The section's id and those of everything below it. */
  getIdWithDescendants(section: Section | null): number[] {
    if (!section) return [];
    return [section.id, ...this.getChildren(section).flatMap((child) => this.getIdWithDescendants(child))];
  }
}

/**
 * The tree as one answer sees it, which notes what of it the answer shows: who shows a section is not concerned by
 * another's name.
 */
export class TrackedSectionTree {
  constructor(
    private readonly tree: SectionTree,
    private readonly trackTags: (keys: string[]) => void,
  ) {}

  /** Each with its path, parents before their children. */
  listAll(): { section: Section; path: string }[] {
    const all = this.tree.listAll();
    this.trackMany(all.map(({ section }) => section));
    return all;
  }

  getRoots(): Section[] {
    return this.trackMany(this.tree.getRoots());
  }

  getChildren(section: Section): Section[] {
    return this.trackMany(this.tree.getChildren(section));
  }

  findById(id: number): Section | null {
    this.trackTags([cacheTags.section(id)]);
    return this.tree.findById(id);
  }

  findBySlug(slug: string): Section | null {
    return this.trackOne(this.tree.findBySlug(slug));
  }

  findByPath(path: string): Section | null {
    return this.trackOne(this.tree.findByPath(path));
  }

  getParent(section: Section): Section | null {
    return this.trackOne(this.tree.getParent(section));
  }

  /** Site-relative, e.g. /science/climate. */
  getPath(section: Section): string {
    this.trackTags([cacheTags.section(section.id)]);
    return this.tree.getPath(section);
  }

  /** The section's id and those of everything below it. */
  getIdWithDescendants(section: Section | null): number[] {
    this.trackTags([cacheTags.sections]);
    return this.tree.getIdWithDescendants(section);
  }

  private trackOne(section: Section | null): Section | null {
    this.trackMany(section ? [section] : []);
    return section;
  }

  /** Which they are is the tree's to say. */
  private trackMany(sections: Section[]): Section[] {
    this.trackTags([cacheTags.sections, ...sections.map(({ id }) => cacheTags.section(id))]);
    return sections;
  }
}
