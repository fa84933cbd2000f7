import type { ImportStatus } from './imported-article.js';

/** A newsletter as a source has it. */
export interface ImportedNewsletter {
  slug: string;
  name: string;
  description: string | null;
}

/** Somebody on a source's mailing list. */
export interface ImportedSubscriber {
  email: string;
  /** Slugs of newsletters. One who is not to get a newsletter is remembered as having left it. */
  newsletters: { slug: string; isWanted: boolean }[];
  signedUpAt: Date | null;
}

/** Where a list comes from, and when it was made. */
export interface SubscriberOrigin {
  source: string;
  /** Null when the list does not say. */
  asOf: Date | null;
}

/** What became of a newsletter or of a subscriber; '' where there is nothing to say. */
export interface SubscriberResult {
  outcome: ImportStatus;
  reason: string;
}

/**
 * Writes who gets which newsletter; answers in order. Whoever left here, was forgotten or gets no mail any more
 * is never subscribed by it.
 */
export interface SubscriberImporter {
  importNewsletters(newsletters: ImportedNewsletter[]): Promise<SubscriberResult[]>;
  importSubscribers(batch: ImportedSubscriber[], origin: SubscriberOrigin): Promise<SubscriberResult[]>;
  /** Slugs of all newsletters. */
  listNewsletterSlugs(): Promise<string[]>;
}
