/** Milliseconds by which the clocks of a client and of the gateway may differ. */
export const CLOCK_TOLERANCE = 60_000;

/** Returns true if JavaScript and PostgreSQL write a time alike: the years 1 to 9999. */
export function isStorableTime(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 1 && year <= 9999; // false for an invalid date, which has the year NaN
}
