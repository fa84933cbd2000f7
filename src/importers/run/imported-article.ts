/** An article as parsed by an importer, before it is saved. */
export interface ImportedArticle {
  /** Name of the source, such as `markdown`. */
  source: string;
  /** ID that is stable between runs, so that a second run updates the same article. */
  sourceId: string;
  slug: string;
  title: string;
  standfirst: string | null;
  body: { format: 'markdown' | 'html'; text: string };
  /** Site-relative permalink to preserve. If null, the path follows from section and slug. */
  path: string | null;
  /** Names of sections from the root down, [] for none. */
  section: string[];
  /** Names or slugs as written. The import service matches them to existing tags. */
  tags: string[];
  /** Names or slugs as written, in byline order. */
  authors: string[];
  image: ImportedImage | null;
  seoTitle: string | null;
  seoDescription: string | null;
  series: { name: string; part: number | null } | null;
  corrections: { text: string; at: Date }[];
  /** Null only for drafts. May be in the future. */
  publishedAt: Date | null;
  updatedAt: Date | null;
  draft: boolean;
  /** Former site-relative paths. */
  aliases: string[];
  /** ID in the database that it was exported from. */
  id?: number;
  /** Time of its scheduled publication, if it is not `publishedAt`. */
  scheduledFor?: Date | null;
  /** Time at which a draft that had been published was unpublished. */
  unpublishedAt?: Date | null;
  /** Slugs of articles that are pinned to it. */
  pinned?: string[];
}

export interface ImportedImage {
  /** URL with `http:` or `https:`, or a site-relative path with a leading slash. */
  url: string;
  /** Alternative text, '' if the source has none. */
  alt: string;
  caption: string | null;
  credit: string | null;
  width: number | null;
  height: number | null;
  /** 0 (left) to 1 (right). */
  focalX: number | null;
  /** 0 (top) to 1 (bottom). */
  focalY: number | null;
}

/**
 * Outcome of importing an article. `kept` means that both the source and the article here have changed, so
 * the article stays as it is.
 */
export type ArticleOutcome = 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';

/** Status of any item: the outcome of an article, or how an item that is no article was handled. */
export type ImportStatus = ArticleOutcome | 'used' | 'left out' | 'withdrawn';

/** Result of importing one item of the source. */
export interface ImportResult {
  item: string;
  /** Kind of item in the source's terms, if it has several kinds. */
  kind?: string;
  outcome: ImportStatus;
  /**
   * Reasons why it was refused or kept. For imported articles, warnings about changed, omitted or ambiguous
   * content.
   */
  reasons: string[];
  /** Line of the item that the first reason is about, counted from 1. */
  line?: number;
}

/**
 * Outcome of unpublishing an article. `kept` means that editors have changed it here, `unknown` that no such
 * article was published.
 */
export type UnpublishOutcome = 'withdrawn' | 'kept' | 'unknown';

/** Source of an article and its ID there. */
export type ArticleOrigin = Pick<ImportedArticle, 'source' | 'sourceId'>;

/**
 * Writes batches of articles and returns outcomes in the same order. Each article is a transaction of its
 * own.
 * A rejected promise stops the import; an article that cannot be saved has the outcome `refused`.
 */
export interface ArticleImporter {
  importArticles(batch: ImportedArticle[]): Promise<{ outcome: ArticleOutcome; reasons: string[] }[]>;
  /** Unpublishes articles that no longer exist in their source. Returns outcomes in the same order. */
  unpublishArticles(origins: ArticleOrigin[]): Promise<UnpublishOutcome[]>;
}
