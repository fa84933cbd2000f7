/** Target of a path, as the query `route` returns it. */
export interface GatewayRoute {
  status: 'FOUND' | 'MOVED' | 'GONE' | 'NOT_FOUND';
  /** Site-relative path or URL of another site, if MOVED. */
  redirectTo: string | null;
  /** Content at the path, if FOUND. */
  node: { type: string; id: number } | null;
}

/** Types of content with a page that lists articles. */
export interface GatewayList {
  type: 'Section' | 'Tag' | 'Author' | 'Series';
  id: number;
}

/** A published article. */
export interface GatewayArticle {
  title: string;
  standfirst: string | null;
  publishedAt: Date | null;
  html: string;
  imageUrl: string | null;
  /** False if readers see only its free preview. */
  isPublic: boolean;
}

/** An article with a slug or title similar to that of a lost page. */
export interface SimilarArticle {
  path: string;
  title: string;
  /** Similarity of the slugs or titles, from 0 to 1. */
  score: number;
}

/** Queries of this gateway that a check sends. */
export interface MoveGateway {
  /** URL of the site here, to which links in articles may lead. */
  siteUrl: string;
  /** Resolves paths, in their order. */
  resolve(paths: string[]): Promise<GatewayRoute[]>;
  /** Returns the titles of drafts, by those of the paths at which they would be. */
  findDrafts(paths: string[]): Promise<Map<string, string>>;
  /**
   * Counts the articles of a section with those below it, of a tag or of an author, and finds the given IDs
   * that it lacks.
   */
  compareList(list: GatewayList, articleIds: number[]): Promise<{ count: number; missing: number[] }>;
  loadArticle(id: number): Promise<GatewayArticle | null>;
  /** Finds the published article that is most similar to a lost page. */
  findSimilar(slug: string, title: string | null): Promise<SimilarArticle | null>;
}
