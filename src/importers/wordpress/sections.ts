import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import type { WordPressItem } from './wordpress-item.js';
import { getMeta } from './wordpress-item.js';

interface Category {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  /** Slug of the category above; null at the root. */
  parent: string | null;
}

/** What WordPress puts posts into that were put nowhere. */
const UNCATEGORIZED = 'uncategorized';

/** The categories of a site, which are the sections here. */
export class CategoryTree {
  readonly #categories = new Map<string, Category>();
  /** Slugs here of those that make way for articles, by their slugs there. */
  readonly #renamedSlugs = new Map<string, string>();
  /** Slugs there, by the paths that they made way from. */
  readonly #displacedSlugs = new Map<string, string>();

  add(category: Category): void {
    const { slug, name, parent, description } = category;
    if (slug === '' || slug === UNCATEGORIZED) return;
    this.#categories.set(slug, {
      ...category,
      name: htmlToText(name) || slug,
      parent: parent || null,
      description: htmlToText(description ?? '') || null,
    });
  }

  /**
   * Gives other slugs to the sections that would stand where articles do. WordPress has its categories under
   * /category/ and its pages at the root, and it is the pages whose addresses are kept.
   */
  resolvePathConflicts(paths: Set<string>): void {
    for (const slug of this.#categories.keys()) {
      const path = this.#getPath(slug);
      if (!paths.has(path)) continue;
      this.#displacedSlugs.set(path, slug);
      this.#renamedSlugs.set(slug, `${toSectionSlug(slug)}-section`);
    }
  }

  /** Where the section is that made way for the article at a path; null when none did. */
  findDisplacedSection(path: string): string | null {
    const slug = this.#displacedSlugs.get(path);
    return slug === undefined ? null : this.#getPath(slug);
  }

  /** Each with its slug here and that of the one above, parents first. */
  listSections(): { slug: string; name: string; description: string | null; parent: string | null }[] {
    const getDepth = (category: Category) => this.#getCategoryPath(category.slug).length;
    return [...this.#categories.values()]
      .sort((a, b) => getDepth(a) - getDepth(b))
      .map(({ slug, name, description }) => {
        const slugPath = this.#getSlugPath(slug);
        return { slug: slugPath.at(-1)!, name, description, parent: slugPath.at(-2) ?? null };
      });
  }

  /**
   * The way to the section that an item stands in, and the names of its other categories: the section is the
   * one that Yoast was told, else the first, or what is deepest below it. Categories above it go without saying.
   */
  resolveSection(item: WordPressItem): { section: string[]; others: string[] } {
    const itemCategories = item.terms.filter(
      ({ taxonomy, slug }) => taxonomy === 'category' && slug !== UNCATEGORIZED,
    );
    for (const { slug, name } of itemCategories) {
      if (!this.#categories.has(slug)) this.add({ id: '', slug, name, description: null, parent: null });
    }
    const paths = itemCategories.map(({ slug }) => this.#getCategoryPath(slug));
    const primary = getMeta(item, '_yoast_wpseo_primary_category');
    const chosen = paths.find((path) => primary !== '' && this.#categories.get(path.at(-1)!)?.id === primary);
    const first = chosen ?? paths[0] ?? [];
    const below = paths.filter((path) => !chosen && first.every((slug, i) => path[i] === slug));
    const section = below.reduce((deepest, path) => (path.length > deepest.length ? path : deepest), first);
    const others = itemCategories.filter(({ slug }) => !section.includes(slug)).map(({ name }) => name);
    return { section: section.map((slug) => this.#getSlug(slug)), others };
  }

  /** Before WXR 1.1, a category named the one above by its name. */
  #resolveParentSlug(parent: string): string {
    return this.#categories.has(parent) ? parent : slugify(parent);
  }

  #getSlug(slug: string): string {
    return this.#renamedSlugs.get(slug) ?? toSectionSlug(slug);
  }

  #getSlugPath(slug: string): string[] {
    return this.#getCategoryPath(slug).map((category) => this.#getSlug(category));
  }

  #getPath(slug: string): string {
    return `/${this.#getSlugPath(slug).join('/')}`;
  }

  /** Slugs from the root down. Of parents in a circle, the first is taken as the root. */
  #getCategoryPath(slug: string): string[] {
    const path: string[] = [];
    let next: string | null = slug;
    while (next !== null && !path.includes(next)) {
      const category = this.#categories.get(next);
      if (!category) break;
      path.unshift(next);
      next = category.parent === null ? null : this.#resolveParentSlug(category.parent);
    }
    return path;
  }
}

function toSectionSlug(slug: string): string {
  return slugify(slug) || 'section';
}
