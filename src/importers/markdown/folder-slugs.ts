import { slugify } from '../../shared/text/slug.js';
import type { ImportItem } from '../run/import-run.js';
import type { ImportedArticle } from '../run/imported-article.js';
import type { UsedSlug } from '../run/slugs.js';
import { parseFileName } from './fields/file-name.js';

type ArticleItem = Extract<ImportItem, { article: ImportedArticle }>;

/** Slugs of a folder's articles, and those of articles that came from elsewhere or were written here. */
export class FolderSlugs {
  /** Who has a slug: a file of this import, or null for an article of another source. */
  private readonly holders = new Map<string, string | null>();

  constructor(
    sourceIds: string[],
    usedSlugs: UsedSlug[] = [],
    private readonly pathPrefix: string | undefined,
  ) {
    const files = new Set(sourceIds);
    // The slug of a file that is gone is free for the file that it was renamed to.
    for (const { slug, sourceId } of usedSlugs)
      if (sourceId === null || files.has(sourceId)) this.holders.set(slug, sourceId);
  }

  /**
   * Ensures that each slug is used once. An article with a taken slug gets one made of its path if it has a
   * path, or one with the date in its file name; others are refused.
   */
  ensureUnique(item: ArticleItem): ImportItem {
    // An article with a path keeps that path, whichever slug it gets.
    const path = item.article.path ?? (this.pathPrefix === undefined ? null : `/${item.article.slug}`);
    const article = { ...item.article, path };
    const { slug } = article;
    if (this.isFree(slug, item)) return this.reserve({ ...item, article }, slug);
    const candidates = [...this.listPathSlugs(article), ...listDatedSlugs(item)];
    const free = candidates.find((each) => this.isFree(each, item));
    const holder = this.holders.get(slug);
    if (free === undefined) return { item: item.item, refused: [explainTaken(slug, holder)] };
    const who = holder ?? 'an article of another source';
    const warnings = [...item.warnings, `the slug is ${free}, because ${who} has the slug ${slug}`];
    return this.reserve({ ...item, article: { ...article, slug: free }, warnings }, free);
  }

  private isFree(slug: string, { article: { sourceId } }: ArticleItem): boolean {
    const holder = this.holders.get(slug);
    return holder === undefined || holder === sourceId;
  }

  private reserve(item: ArticleItem, slug: string): ArticleItem {
    this.holders.set(slug, item.article.sourceId);
    return item;
  }

  /** Lists slugs made of the last parts of an article's path, the shortest first, and numbered ones. */
  private listPathSlugs({ path, slug }: ImportedArticle): string[] {
    if (path === null) return [];
    const parts = `${this.pathPrefix ?? ''}${path}`
      .replace(/\.html?$/, '')
      .split('/')
      .filter(Boolean);
    const slugs = parts.map((_, i) => slugify(parts.slice(-(i + 1)).join('-')));
    const numbered = [2, 3, 4, 5].map((n) => `${slug}-${n}`);
    return [...slugs.filter((each) => each !== '' && each !== slug), ...numbered];
  }
}

function listDatedSlugs({ item, article }: ArticleItem): string[] {
  const file = parseFileName(item);
  if (file.date === null || file.slug !== article.slug) return [];
  return [`${article.slug}-${file.date.toISOString().slice(0, 10)}`];
}

function explainTaken(slug: string, holder: string | null | undefined): string {
  if (holder) return `${holder} already has the slug ${slug}`;
  return `an article that is not from this folder has the slug ${slug}; give this one another slug, or import the folder with --path-prefix`;
}
