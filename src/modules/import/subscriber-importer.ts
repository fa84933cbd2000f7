/** A newsletter of a source. */
export interface ImportedNewsletter {
  slug: string;
  name: string;
  description: string | null;
}

/** A subscriber on a source's mailing list. */
export interface ImportedSubscriber {
  email: string;
  /** Newsletters by slug. If `isWanted` is false, the subscriber is recorded as unsubscribed. */
  newsletters: { slug: string; isWanted: boolean }[];
  signedUpAt: Date | null;
}

/** Source of a mailing list and its date. */
export interface SubscriberOrigin {
  source: string;
  /** Date of the list, or null if unknown. */
  asOf: Date | null;
}

/** Result of importing a newsletter or subscriber. `reason` may be ''. */
export interface SubscriberResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused' | 'left out';
  reason: string;
}

/**
 * Writes newsletters and subscribers, and returns results in the same order. Readers who unsubscribed, were
 * erased or are suppressed are never subscribed again.
 */
export interface SubscriberImporter {
  importNewsletters(newsletters: ImportedNewsletter[]): Promise<SubscriberResult[]>;
  importSubscribers(batch: ImportedSubscriber[], origin: SubscriberOrigin): Promise<SubscriberResult[]>;
  /** Returns the slugs of all newsletters. */
  listNewsletterSlugs(): Promise<string[]>;
}
