import type { Section } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';

/** All sections of a site. They are few, so that they are read at once and walked in memory. */
export class SectionTree {
  private readonly sections: Map<number, Section>;

  /** `rows` in the order in which siblings are to stand. */
  constructor(private readonly rows: Section[]) {
    this.sections = new Map(rows.map((section) => [section.id, section]));
  }

  roots(): Section[] {
    return this.rows.filter((section) => section.parentId === null);
  }

  /** Every section with its path, parents before their children. */
  all(): { section: Section; path: string }[] {
    const below = (sections: Section[]): Section[] =>
      sections.flatMap((section) => [section, ...below(this.children(section))]);
    return below(this.roots()).map((section) => ({ section, path: this.path(section) }));
  }

  byId(id: number): Section | null {
    return this.sections.get(id) ?? null;
  }

  bySlug(slug: string): Section | null {
    return this.rows.find((section) => section.slug === slug) ?? null;
  }

  byPath(path: string): Section | null {
    const section = this.bySlug(path.slice(path.lastIndexOf('/') + 1));
    return section && this.path(section) === path ? section : null;
  }

  parent({ parentId }: Section): Section | null {
    return parentId === null ? null : this.byId(parentId);
  }

  children({ id }: Section): Section[] {
    return this.rows.filter((section) => section.parentId === id);
  }

  /** Site-relative, e.g. /science/climate. */
  path(section: Section): string {
    const parent = this.parent(section);
    return `${parent ? this.path(parent) : ''}/${section.slug}`;
  }

  /** The section's id and those of everything below it. */
  withDescendants(section: Section | null): number[] {
    if (!section) return [];
    return [section.id, ...this.children(section).flatMap((child) => this.withDescendants(child))];
  }
}

/**
 * The tree as one answer sees it, which notes what of it the answer shows: who shows a section is not concerned by
 * another's name.
 */
export class SeenSections {
  constructor(
    private readonly tree: SectionTree,
    private readonly note: (keys: string[]) => void,
  ) {}

  /** Each with its path, parents before their children. */
  all(): { section: Section; path: string }[] {
    const all = this.tree.all();
    this.shown(all.map(({ section }) => section));
    return all;
  }

  roots(): Section[] {
    return this.shown(this.tree.roots());
  }

  children(section: Section): Section[] {
    return this.shown(this.tree.children(section));
  }

  byId(id: number): Section | null {
    this.note([keys.section(id)]);
    return this.tree.byId(id);
  }

  bySlug(slug: string): Section | null {
    return this.found(this.tree.bySlug(slug));
  }

  byPath(path: string): Section | null {
    return this.found(this.tree.byPath(path));
  }

  parent(section: Section): Section | null {
    return this.found(this.tree.parent(section));
  }

  /** Site-relative, e.g. /science/climate. */
  path(section: Section): string {
    this.note([keys.section(section.id)]);
    return this.tree.path(section);
  }

  /** The section's id and those of everything below it. */
  withDescendants(section: Section | null): number[] {
    this.note([keys.sections]);
    return this.tree.withDescendants(section);
  }

  private found(section: Section | null): Section | null {
    this.shown(section ? [section] : []);
    return section;
  }

  /** Which they are is the tree's to say. */
  private shown(sections: Section[]): Section[] {
    this.note([keys.sections, ...sections.map(({ id }) => keys.section(id))]);
    return sections;
  }
}
