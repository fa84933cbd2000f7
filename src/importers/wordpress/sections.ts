import type { Taxonomy } from '../../modules/taxonomy/write/save-taxonomy.js';
import { toSitePath } from '../../shared/paths.js';
import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import type { IdentifiedTaxonomy } from '../run/source-terms.js';
import { type TermTexts, toTextsByLanguage } from '../run/term-texts.js';
import { groupTranslations, type WordPressLanguages } from './languages.js';
import type { TermPage } from './term-page.js';
import type { WordPressItem } from './wordpress-item.js';
import { getMeta } from './wordpress-item.js';

interface Category {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  /** Slug of the parent category, null at the root. */
  parent: string | null;
  page?: TermPage;
  translations?: TermTexts[];
  /** True if the source does not list it, so that only its slug and name are known, from an item. */
  isUnlisted?: boolean;
}

/** Returns true for WordPress's default category, unless the site has renamed it. */
export function isUncategorized({ slug, name }: { slug: string; name: string }): boolean {
  return slug === 'uncategorized' && (name === '' || /^uncategori[sz]ed$/i.test(name.trim()));
}

/** Custom fields in which plugins store the ID of a post's primary category. */
export const PRIMARY_CATEGORY_KEYS = ['_yoast_wpseo_primary_category', 'rank_math_primary_category'];

/** Categories of a site, which become sections. */
export class CategoryTree {
  private readonly categories = new Map<string, Category>();
  /** Changed slugs of sections that had the path of an article, by original slug. */
  private readonly renamedSlugs = new Map<string, string>();
  /** Original slugs of these sections, by the path that they gave up. */
  private readonly displacedSlugs = new Map<string, string>();
  /** Slugs of categories that stand for those of other languages, by the slug of the translation. */
  private readonly translatedSlugs = new Map<string, string>();
  /** Paths of the sections of unlisted categories that are here from earlier imports, by original slug. */
  private readonly earlierPaths = new Map<string, string[]>();
  /** The category without a section, which may have translations. */
  private uncategorized: Category | null = null;
  /** Slugs of its translations. */
  private readonly uncategorizedSlugs = new Set<string>();

  add(category: Category): void {
    const { slug, name, parent, description } = category;
    if (isUncategorized(category)) this.uncategorized = category;
    if (slug === '' || isUncategorized(category) || this.uncategorizedSlugs.has(slug)) return;
    this.categories.set(slug, {
      ...category,
      name: htmlToText(name) || slug,
      parent: parent || null,
      description: htmlToText(description ?? '') || null,
    });
  }

  /** Adds a category that an item has, unless the source lists it. */
  addUnlisted({ slug, name }: { slug: string; name: string }): void {
    if (!this.categories.has(slug))
      this.add({ id: '', slug, name, description: null, parent: null, isUnlisted: true });
  }

  /** Makes one section of a category and its translations. Their names become texts of the section. */
  joinTranslations(languages: WordPressLanguages): void {
    const all = [...this.categories.values(), ...(this.uncategorized ? [this.uncategorized] : [])];
    for (const group of groupTranslations(all, languages)) {
      if (group.some(({ term }) => term === this.uncategorized)) {
        for (const { term } of group) this.uncategorizedSlugs.add(term.slug);
        for (const { term } of group) this.categories.delete(term.slug);
        continue;
      }
      const [main, ...others] = group;
      for (const { term, language } of others) {
        const { slug, name, description } = term;
        this.categories.delete(slug);
        this.translatedSlugs.set(slug, main.term.slug);
        main.term.translations ??= [];
        main.term.translations.push({ language, name, slug: toSectionSlug(slug), description });
      }
    }
  }

  /**
   * Changes the slugs of sections that have the path of an article. WordPress puts categories below
   * /category/, so only the paths of pages must be preserved.
   */
  resolvePathConflicts(paths: Set<string>): void {
    for (const slug of this.categories.keys()) {
      const path = this.getPath(slug);
      if (!paths.has(path)) continue;
      this.displacedSlugs.set(path, slug);
      this.renamedSlugs.set(slug, `${toSectionSlug(slug)}-section`);
    }
  }

  /** Returns the new path of the section that gave up a path, or null if none did. */
  findDisplacedSection(path: string): string | null {
    const slug = this.displacedSlugs.get(path);
    return slug === undefined ? null : this.getPath(slug);
  }

  /** Returns the slug of the section of a category by its ID; null if it is unknown. */
  findSlugById(id: string): string | null {
    const category = [...this.categories.values()].find((each) => each.id === id);
    return category ? this.getSlug(category.slug) : null;
  }

  /**
   * Returns the sections of all listed categories with their own and their parent's slug, parents first. Like WordPress,
   * readers see no category without a published item.
   */
  listSections(): IdentifiedTaxonomy['sections'] {
    const getDepth = (category: Category) => this.getCategoryPath(category.slug).length;
    return [...this.categories.values()]
      .filter(({ isUnlisted }) => !isUnlisted)
      .sort((a, b) => getDepth(a) - getDepth(b))
      .map(({ id, slug, name, description, page, translations }) => {
        const slugPath = this.getSlugPath(slug);
        const parent = slugPath.at(-2) ?? null;
        const names = { sourceId: id, sourceSlug: slug, slug: slugPath.at(-1) ?? slug, name };
        return {
          ...page,
          ...names,
          description,
          parent,
          isHidden: true,
          ...(translations && { texts: toTextsByLanguage(translations) }),
        };
      });
  }

  /** Returns the sections of the categories that only items name. Their parents are not known. */
  listUnlistedSections(): (Taxonomy['sections'][number] & { sourceSlug: string })[] {
    return [...this.categories.values()]
      .filter(({ isUnlisted, slug }) => isUnlisted && !this.earlierPaths.has(slug))
      .map(({ slug, name }) => {
        const names = { sourceSlug: slug, slug: this.getSlug(slug), name };
        return { ...names, description: null, parent: null, isHidden: true };
      });
  }

  /** Sets the paths of the sections that unlisted categories have from earlier imports, as slugs from the root down. */
  setEarlierPaths(paths: Map<string, string[]>): void {
    for (const [slug, path] of paths) {
      this.earlierPaths.set(slug, path);
      this.renamedSlugs.set(slug, path.at(-1) ?? slug);
    }
  }

  /** Lists the original slugs of each category, from the root down, with the slug of its section. */
  listOriginalPaths(): { slug: string; path: string[] }[] {
    const own = [...this.categories.keys()].map((slug) => {
      return { slug: this.getSlug(slug), path: this.getCategoryPath(slug) };
    });
    const translated = [...this.translatedSlugs].map(([slug, main]) => {
      return { slug: this.getSlug(main), path: [slug] };
    });
    return [...own, ...translated];
  }

  /** Returns the categories of an item as slugs from the root down, the primary one first. */
  listSectionPaths(item: WordPressItem): string[][] {
    const itemCategories = item.terms.filter(
      (term) =>
        term.taxonomy === 'category' && !isUncategorized(term) && !this.uncategorizedSlugs.has(term.slug),
    );
    for (const { slug, name } of itemCategories) this.addUnlisted({ slug: this.getOwnSlug(slug), name });
    const slugs = new Set(itemCategories.map(({ slug }) => this.getOwnSlug(slug)));
    const paths = [...slugs].map((slug) => this.getCategoryPath(slug));
    const primary = this.findPrimary(item, paths);
    const others = paths.filter((path) => path !== primary);
    return [...(primary ? [primary] : []), ...others].map(
      (path) => this.earlierPaths.get(path.at(-1) ?? '') ?? path.map((slug) => this.getSlug(slug)),
    );
  }

  /**
   * Returns the path of the category that Yoast SEO or Rank Math stored as primary. Without one, it is the category that
   * the permalink names, else the first one or the deepest below it.
   */
  private findPrimary(item: WordPressItem, paths: string[][]): string[] | undefined {
    const primaryIds = PRIMARY_CATEGORY_KEYS.map((key) => getMeta(item, key).trim()).filter(Boolean);
    const chosen = paths.find((path) =>
      primaryIds.includes(this.categories.get(path.at(-1) ?? '')?.id ?? ''),
    );
    if (chosen) return chosen;
    const segments = toSitePath(item.link)?.split('/').slice(1, -1) ?? [];
    const named = paths.filter((path) => segments.includes(path.at(-1) ?? ''));
    const first = named[0] ?? paths[0];
    if (!first) return undefined;
    const below = (named.length > 0 ? named : paths).filter((path) => isWithin(path, first));
    return below.reduce((deepest, path) => (path.length > deepest.length ? path : deepest), first);
  }

  /** Returns the slug of a parent. Before WXR 1.1, categories refer to their parent by name. */
  private resolveParentSlug(parent: string): string {
    return this.categories.has(parent) ? parent : this.getOwnSlug(slugify(parent));
  }

  /** Returns the slug of a category, or that of the category of which it is a translation. */
  private getOwnSlug(slug: string): string {
    return this.translatedSlugs.get(slug) ?? slug;
  }

  private getSlug(slug: string): string {
    return this.renamedSlugs.get(slug) ?? toSectionSlug(slug);
  }

  private getSlugPath(slug: string): string[] {
    return this.getCategoryPath(slug).map((category) => this.getSlug(category));
  }

  private getPath(slug: string): string {
    return `/${this.getSlugPath(slug).join('/')}`;
  }

  /**
   * Returns the slugs from the root down. In a cycle of parents, the first repeated category counts as the
   * root.
   */
  private getCategoryPath(slug: string): string[] {
    const path: string[] = [];
    let next: string | null = slug;
    while (next !== null && !path.includes(next)) {
      const category = this.categories.get(next);
      if (!category) break;
      path.unshift(next);
      next = category.parent === null ? null : this.resolveParentSlug(category.parent);
    }
    return path;
  }
}

/** Returns true if the path is `outer` or below it. */
function isWithin(path: string[], outer: string[]): boolean {
  return outer.every((slug, i) => path[i] === slug);
}

function toSectionSlug(slug: string): string {
  return slugify(slug) || 'section';
}
