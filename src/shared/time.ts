/** Whether a time is one that JavaScript and PostgreSQL write alike: the years 1 to 9999. */
export function isStorableTime(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 1 && year <= 9999; // false for an invalid date, whose year is NaN
}
