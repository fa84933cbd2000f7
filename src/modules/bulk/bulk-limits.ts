/** Limits of changes of many articles, in articles. */
export const BULK_LIMITS = {
  /** Maximum of one call. */
  articles: 10_000,
  /** Maximum that a request changes itself; more become a job. */
  request: 100,
  /** Maximum that is changed all or none, in one transaction for which other writers wait. */
  allOrNone: 500,
  /** Articles of one batch of a job; other writers get their turns between batches. */
  batch: 50,
  /** Names in each list of tags or authors. */
  names: 50,
};
