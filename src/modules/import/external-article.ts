import type { ImportedValues } from '../../fields/imported-value.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { ArticleContent } from '../editing/article-content.js';
import type { ExternalLiveBlog } from '../live-blog/write/external-live-blog.js';
import type { ExpectedPaths } from './expected-paths.js';
import type { TranslationNames } from './translation-names.js';

/** Article of an external source. */
export interface ExternalArticle extends Omit<ArticleContent, 'fields'> {
  /** Name of the source, such as `wordpress old.example`. */
  source: string;
  /** ID that is stable between runs, so that a second run updates the same article. */
  sourceId: string;
  /** URL of the article at the source, if it names one. */
  sourceUrl?: string | null;
  /** If false, the article is published, or scheduled for a future `publishedAt`. */
  draft: boolean;
  /** Preferred ID, used if it is free so that the global ID stays the same. */
  id?: number;
  /**
   * True for changes that the source has not saved yet, such as an autosave: they become the draft, and what is published
   * or scheduled stays.
   */
  isUnsaved?: boolean | undefined;
  /**
   * Version at a source that names versions, '' if this article has none. An earlier one than was read before is
   * ignored, and so is another text of the same one, unless it withholds or embargoes the article.
   */
  sourceVersion?: string | undefined;
  /** Time before which the source forbids to publish the article, also by editors. */
  embargoedUntil?: Date | null | undefined;
  /** True if the source forbids to publish the article: it is unpublished even if editors have changed it. */
  isWithheld?: boolean | undefined;
  /** Pictures by their IDs at the source, with their URLs there. */
  pictures?: { id: string; url: string }[] | undefined;
  /** True if the date is that of the version: an earlier one that is saved stays. */
  hasVersionDate?: boolean | undefined;
  /** Time of a scheduled publication; if null, a future `publishedAt` schedules it. */
  scheduledFor?: Date | null;
  /** Time at which a draft was unpublished. */
  unpublishedAt?: Date | null;
  /** Slugs of articles pinned to this one: see pinMany. */
  pinned?: string[];
  /** The live blog of an article of that kind. */
  liveBlog?: ExternalLiveBlog;
  /** True if the source shows only the free preview of the body, so that the stored rest stays. */
  hasOnlyPreview?: boolean;
  /**
   * Text by which title, standfirst and body are compared with those of an earlier import, if a source gives
   * the same text in several ways.
   */
  comparison?: string;
  /**
   * Names of its group of translations in the source. Articles that share a name are translations of each other; the
   * source ID of an article is a name of its group too.
   */
  translationKeys?: string[] | undefined;
  /** True if the article that it was translated from has been published anew since. */
  isOutdatedTranslation?: boolean;
  /** Values of own fields. References may be to articles of the source that are not saved yet. */
  fields?: ImportedValues | undefined;
}

/** Outcome of importing an article, with notes for the person who runs the import. */
export interface ArticleImportResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused';
  reasons: string[];
  /** True if references to missing articles were omitted. */
  isIncomplete?: boolean;
  /** URLs of links to items of the source that are not here. */
  lostLinks?: string[];
  /**
   * Content that an update replaced although the source's date of change is the same, for articles with a `comparison`.
   */
  former?: Pick<ArticleContent, 'title' | 'standfirst' | 'body'>;
}

/** Result for an article that is known only when all others are saved. */
export interface SourceNote extends Pick<ExternalArticle, 'source' | 'sourceId'> {
  /** True if the article was refused at last. Else the reasons are about its links. */
  isRefused: boolean;
  reasons: string[];
}

export type SourceRef = Pick<ExternalArticle, 'source' | 'sourceId'>;

/** An article to unpublish. */
export interface SourceRemoval extends SourceRef {
  sourceVersion?: string | undefined;
  /** True to unpublish it even if editors have changed it. */
  isKill?: boolean | undefined;
}

/** `outdated` are removals of a version before the one that is here. */
export type UnpublishResult = 'withdrawn' | 'kept' | 'unknown' | 'outdated';

export interface ArticleImportOptions {
  /** If true, the source overwrites later changes by editors, including whether the article is published. */
  overwrite?: boolean;
  /**
   * If true, new articles are indexed for search in parallel with later transactions, at the latest by
   * ImportService.finishIndexing.
   */
  indexesLater?: boolean;
  /**
   * Checks in the transaction whether the source's version is the one to save. Returns the reason for an article that
   * stays as it is.
   */
  checkVersion?: (tx: Transaction, ref: SourceRef) => Promise<string | null>;
  /** True if the check records the version, so that it is needed for unchanged articles too. */
  recordsVersion?: boolean;
  /** Names of groups of translations that the import has read, by which articles of several calls are joined. */
  translations?: TranslationNames;
  /** Paths of articles that the import is going to save, for links to them. */
  expectedPaths?: ExpectedPaths<ExternalArticle> | undefined;
  /** True to save articles whose source is unchanged, because their links lead to other paths now. */
  replacesLinks?: boolean;
}
