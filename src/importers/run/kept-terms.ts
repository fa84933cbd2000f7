import type { ImportResult } from './imported-article.js';

/** Lists a result for the sections, authors and tags that another source has brought and that stay as they are. */
export function listKeptTerms(kept: string[], reasons: string[] = []): ImportResult[] {
  const all = [...kept.map((each) => `${each}; use --overwrite to replace it`), ...reasons];
  return all.length === 0 ? [] : [{ item: 'sections, authors and tags', outcome: 'kept', reasons: all }];
}
