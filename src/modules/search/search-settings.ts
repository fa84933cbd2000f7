/** Longest half-life of recency in days, a hundred years. */
export const MAX_HALF_LIFE_DAYS = 36_525;

/** Settings of the site that rank its searches. */
export class SearchSettings {
  constructor(
    /** Half-life of recency in days; 0 for none. */
    readonly halfLifeDays = 7,
  ) {}
}
