/** The database cannot be used as it is; the message says what to do. */
export class UnusableDatabaseError extends Error {
  override name = 'UnusableDatabaseError';
}
