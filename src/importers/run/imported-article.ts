/** An article as a source wrote it, before it meets the database. Every importer makes these. */
export interface ImportedArticle {
  /** The kind of source: `markdown`. */
  source: string;
  /** What stays the same between two runs, so that the second run finds the first one's article. */
  sourceId: string;
  slug: string;
  title: string;
  standfirst: string | null;
  body: { format: 'markdown' | 'html'; text: string };
  /** A permalink to keep, site-relative; null: the path follows from section and slug. */
  path: string | null;
  /** Names from the root down; [] for none. */
  section: string[];
  /** As written, names or slugs; matching them to existing tags is the service's work. */
  tags: string[];
  /** As written, names or slugs, in byline order. */
  authors: string[];
  image: ImportedImage | null;
  seoTitle: string | null;
  seoDescription: string | null;
  series: { name: string; part: number | null } | null;
  corrections: { text: string; at: Date }[];
  /** Null only for drafts. A date in the future is passed on as it is. */
  publishedAt: Date | null;
  updatedAt: Date | null;
  draft: boolean;
  /** Old addresses, site-relative paths. */
  aliases: string[];
  /** The number that it had in the database it was exported from. */
  id?: number;
  /** When it is to be published, where that is not `publishedAt`. */
  scheduledFor?: Date | null;
  /** When a draft was taken away from readers who had it. */
  unpublishedAt?: Date | null;
  /** Slugs of the articles that are pinned to it. */
  pinned?: string[];
}

export interface ImportedImage {
  /** `http:`, `https:` or site-relative with a leading slash. */
  url: string;
  /** '' when the source gives none. */
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

/** `kept`: the source has changed, and so has the article here. */
export type ArticleOutcome = 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';

/** What becomes of an item: what an article came to, or what is done with an item that is none. */
export type ImportStatus = ArticleOutcome | 'used' | 'left out' | 'withdrawn';

/** What became of one item of the source. */
export interface ImportResult {
  item: string;
  /** What the source calls an item of its kind, where it has several. */
  kind?: string;
  outcome: ImportStatus;
  /** Why it was refused or kept; on success, what was reduced, left out or read in one of several ways. */
  reasons: string[];
  /** The line in the item that the first reason is about, counted from 1. */
  line?: number;
}

/** `kept`: editors have changed it here; `unknown`: readers had no such article. */
export type UnpublishOutcome = 'withdrawn' | 'kept' | 'unknown';

/** Where an article was taken from, and its id there. */
export type ArticleOrigin = Pick<ImportedArticle, 'source' | 'sourceId'>;

/**
 * Writes a batch and answers in its order. Each article is a transaction of its own, so that a crash
 * leaves whole articles. A rejection stops the import; an article that cannot be kept is `refused`.
 */
export interface ArticleImporter {
  importArticles(batch: ImportedArticle[]): Promise<{ outcome: ArticleOutcome; reasons: string[] }[]>;
  /** Takes away from readers what its source has no more; answers in order. */
  unpublishArticles(origins: ArticleOrigin[]): Promise<UnpublishOutcome[]>;
}
