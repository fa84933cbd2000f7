import type { ImageContent } from '../../modules/editing/article-content.js';
import type {
  ExternalArticle,
  SourceRemoval,
  UnpublishResult,
} from '../../modules/import/external-article.js';
import type { ExternalMenu, MenuImportResult } from '../../modules/menu/import-menu.js';

/** An article as parsed by an importer, before it is saved. Importers begin with EMPTY_CONTENT. */
export interface ImportedArticle extends ExternalArticle {
  /** Time at which the right to show the lead picture ends, if the source names one. */
  imageExpiresAt?: Date | null;
}

export type ImportedImage = ImageContent;

/**
 * Outcome of importing an article. `kept` means that both the source and the article here have changed, so
 * the article stays as it is.
 */
export type ArticleOutcome = 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';

/**
 * Status of any item: the outcome of an article, or how an item that is no article was handled. A `warning` is about
 * many articles.
 */
export type ImportStatus = ArticleOutcome | 'used' | 'left out' | 'withdrawn' | 'warning';

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
 * article was published, `outdated` that a later version of it is here.
 */
export type UnpublishOutcome = UnpublishResult;

/** Source of an article that is to be unpublished, and its ID there. */
export type ArticleOrigin = SourceRemoval;

/**
 * Writes batches of articles and returns outcomes in the same order. A batch is written in few transactions.
 * A rejected promise stops the import; an article that cannot be saved has the outcome `refused`.
 */
export interface ArticleImporter {
  /**
   * Called with a batch that has been read, while an earlier one is still written: starts work that needs no
   * lock, such as fetching pictures.
   */
  prepareArticles?(batch: ImportedArticle[]): void;
  importArticles(batch: ImportedArticle[]): Promise<{ outcome: ArticleOutcome; reasons: string[] }[]>;
  /** Unpublishes articles that no longer exist in their source. Returns outcomes in the same order. */
  unpublishArticles(origins: ArticleOrigin[]): Promise<UnpublishOutcome[]>;
  /** Creates or replaces menus. Returns results in the same order. */
  importMenus?(menus: ExternalMenu[]): Promise<MenuImportResult[]>;
  /** Called once after the last item. Returns results that are known only now; the item may be a source ID. */
  finish?(): Promise<ImportResult[]>;
  /** Called once at the end, also after an error: waits for work that runs in parallel with the import. */
  close?(): Promise<void>;
}
