import { slugify } from '../../shared/slug.js';
import { textOfHtml } from '../html-text.js';
import type { WordPressItem } from './wordpress-item.js';
import { metaOf } from './wordpress-item.js';

interface Category {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  /** Slug of the category above; null at the root. */
  parent: string | null;
}

/** What WordPress puts posts into that were put nowhere. */
const NOWHERE = 'uncategorized';

/** The categories of a site, which are the sections here. */
export class Sections {
  readonly #categories = new Map<string, Category>();
  /** Slugs here of those that make way for articles, by their slugs there. */
  readonly #otherSlugs = new Map<string, string>();
  /** Slugs there, by the paths that they made way from. */
  readonly #madeWay = new Map<string, string>();

  add(category: Category): void {
    const { slug, name, parent, description } = category;
    if (slug === '' || slug === NOWHERE) return;
    this.#categories.set(slug, {
      ...category,
      name: textOfHtml(name) || slug,
      parent: parent || null,
      description: textOfHtml(description ?? '') || null,
    });
  }

  /**
   * Gives other slugs to the sections that would stand where articles do. WordPress has its categories under
   * /category/ and its pages at the root, and it is the pages whose addresses are kept.
   */
  makeWay(paths: Set<string>): void {
    for (const slug of this.#categories.keys()) {
      const path = this.#pathOf(slug);
      if (!paths.has(path)) continue;
      this.#madeWay.set(path, slug);
      this.#otherSlugs.set(slug, `${sectionSlug(slug)}-section`);
    }
  }

  /** Where the section is that made way for the article at a path; null when none did. */
  whichMadeWay(path: string): string | null {
    const slug = this.#madeWay.get(path);
    return slug === undefined ? null : this.#pathOf(slug);
  }

  /** Each with its slug here and that of the one above, parents first. */
  all(): { slug: string; name: string; description: string | null; parent: string | null }[] {
    const depth = (category: Category) => this.#wayTo(category.slug).length;
    return [...this.#categories.values()]
      .sort((a, b) => depth(a) - depth(b))
      .map(({ slug, name, description }) => {
        const way = this.#slugsTo(slug);
        return { slug: way.at(-1)!, name, description, parent: way.at(-2) ?? null };
      });
  }

  /**
   * The way to the section that an item stands in, and the names of its other categories: the section is the
   * one that Yoast was told, else the first, or what is deepest below it. Categories above it go without saying.
   */
  placeOf(item: WordPressItem): { section: string[]; others: string[] } {
    const own = item.terms.filter(({ taxonomy, slug }) => taxonomy === 'category' && slug !== NOWHERE);
    for (const { slug, name } of own) {
      if (!this.#categories.has(slug)) this.add({ id: '', slug, name, description: null, parent: null });
    }
    const ways = own.map(({ slug }) => this.#wayTo(slug));
    const primary = metaOf(item, '_yoast_wpseo_primary_category');
    const chosen = ways.find((way) => primary !== '' && this.#categories.get(way.at(-1)!)?.id === primary);
    const first = chosen ?? ways[0] ?? [];
    const below = ways.filter((way) => !chosen && first.every((slug, i) => way[i] === slug));
    const section = below.reduce((deepest, way) => (way.length > deepest.length ? way : deepest), first);
    const others = own.filter(({ slug }) => !section.includes(slug)).map(({ name }) => name);
    return { section: section.map((slug) => this.#slugOf(slug)), others };
  }

  /** Before WXR 1.1, a category named the one above by its name. */
  #slugOfParent(named: string): string {
    return this.#categories.has(named) ? named : slugify(named);
  }

  #slugOf(slug: string): string {
    return this.#otherSlugs.get(slug) ?? sectionSlug(slug);
  }

  #slugsTo(slug: string): string[] {
    return this.#wayTo(slug).map((step) => this.#slugOf(step));
  }

  #pathOf(slug: string): string {
    return `/${this.#slugsTo(slug).join('/')}`;
  }

  /** Slugs from the root down. Of parents in a circle, the first is taken as the root. */
  #wayTo(slug: string): string[] {
    const way: string[] = [];
    let next: string | null = slug;
    while (next !== null && !way.includes(next)) {
      const category = this.#categories.get(next);
      if (!category) break;
      way.unshift(next);
      next = category.parent === null ? null : this.#slugOfParent(category.parent);
    }
    return way;
  }
}

function sectionSlug(slug: string): string {
  return slugify(slug) || 'section';
}
