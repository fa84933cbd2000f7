import { buildArticlePath, normalizePath } from '../../shared/paths.js';
import { slugify } from '../../shared/text/slug.js';
import type { ArticleContent } from '../editing/article-content.js';

interface PlacedArticle extends Pick<ArticleContent, 'slug' | 'path' | 'section' | 'language'> {
  sourceId: string;
}

interface Expectation<Article> {
  path: string;
  /** Articles that were saved with a link to the path before an article was there. */
  linking: Set<Article>;
}

/**
 * Paths that articles of a source get when they are saved, so that links to them need no second save. A path that
 * turns out to be another one is reported, and the articles that link to it are saved again.
 */
export class ExpectedPaths<Article extends PlacedArticle> {
  private readonly expectations = new Map<string, Expectation<Article>>();

  /** Expects an article that is not saved yet. Those in a further language are not expected. */
  add({ sourceId, slug, path, section, language }: PlacedArticle): void {
    if (language || this.expectations.has(sourceId)) return;
    const sectionPath = section.map((name) => `/${slugify(name)}`).join('');
    const expected = path === null ? buildArticlePath(sectionPath, slug) : normalizePath(path);
    if (expected !== null) this.expectations.set(sourceId, { path: expected, linking: new Set() });
  }

  /** Returns the path of the first of the articles that is expected. */
  find(sourceIds: string[]): { sourceId: string; path: string } | null {
    for (const sourceId of sourceIds) {
      const expectation = this.expectations.get(sourceId);
      if (expectation) return { sourceId, path: expectation.path };
    }
    return null;
  }

  /** Records that an article was saved with links to expected ones. */
  addLinks(article: Article, sourceIds: string[]): void {
    for (const sourceId of sourceIds) this.expectations.get(sourceId)?.linking.add(article);
  }

  /** Lists those of the articles that saved ones link to. */
  listLinked(sourceIds: string[]): string[] {
    return sourceIds.filter((sourceId) => (this.expectations.get(sourceId)?.linking.size ?? 0) > 0);
  }

  /** Ends the expectation of an article. Returns the articles with a link to another path than the one it got. */
  settle(sourceId: string, path: string | null): Article[] {
    const expectation = this.expectations.get(sourceId);
    this.expectations.delete(sourceId);
    return expectation && expectation.path !== path ? [...expectation.linking] : [];
  }

  /** Ends all expectations. Returns the articles with links to some that were not saved. */
  settleAll(): Article[] {
    const linking = [...this.expectations.values()].flatMap((each) => [...each.linking]);
    this.expectations.clear();
    return linking;
  }
}
