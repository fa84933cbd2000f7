/** Thrown when the database cannot be used as it is; the message names the remedy. */
export class DatabaseSetupError extends Error {
  override name = 'DatabaseSetupError';
}
