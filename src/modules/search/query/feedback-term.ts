/** Maximum number of stems by which hits are ranked beside the words of a query. */
export const MAX_FEEDBACK_TERMS = 10;

/** A stem that the best articles of a question share. */
export interface FeedbackTerm {
  stem: string;
  /** Position of its language in the plan. */
  language: number;
  /** How much it counts, beside 1 for a word that the query has once. */
  weight: number;
  /** Number of articles that have it. */
  articles: number;
}

/** Writes a stem as a tsquery. */
export function quoteStem(stem: string): string {
  return `'${stem.replace(/['\\]/g, '$&$&')}'`;
}
